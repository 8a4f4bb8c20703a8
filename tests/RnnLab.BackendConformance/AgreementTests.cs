using System.Collections.Concurrent;
using RnnLab.Compute.Cpu;
using RnnLab.Compute.Reference;

namespace RnnLab.BackendConformance;

/// <summary>Every backend agrees with the reference on every case, within the case's tolerance.</summary>
public sealed class AgreementTests
{
    private static readonly ConcurrentDictionary<string, Lazy<List<(string Name, double[] Values)>>> Expected = new();

    /// <summary>Below the normal range of float32 (1e-38) a result may be flushed to zero.</summary>
    private const double Tiny = 1e-37;

    /// <summary>The spacing of float32 about 1.</summary>
    private const double Spacing = 1.2e-7;

    [Theory]
    [MemberData(nameof(BackendTable.SetsAndCases), MemberType = typeof(BackendTable))]
    public void Agrees_with_the_reference(CpuInstructionSet set, string name)
    {
        var test = CaseTable.All[name];
        var expected = Expected.GetOrAdd(name, _ => new(() =>
        {
            var bench = new Bench(new ReferenceBackend());
            test.Run(bench);
            return bench.Results;
        })).Value;
        using var backend = new CpuBackend(2, set);
        var actual = new Bench(backend);
        test.Run(actual);

        Assert.Equal(expected.Select(r => r.Name), actual.Results.Select(r => r.Name));
        double largest = expected.SelectMany(r => r.Values).Select(Math.Abs).Max();
        foreach (var ((result, want), (_, got)) in expected.Zip(actual.Results))
        {
            double scale = want.Length == 0 ? 0 : want.Max(Math.Abs);

            // A result of one number may come out near zero because large numbers cancel, and then has no scale of its own: it need not be finer than float32 is at the others.
            double allowed = Math.Max(test.Tolerance * scale, want.Length == 1 ? Spacing * largest : 0) + Tiny;
            for (int n = 0; n < want.Length; n++)
            {
                // Not so written that NaN passes; the message is made only where it is needed, for there are millions of numbers.
                if (!(Math.Abs(got[n] - want[n]) <= allowed))
                    Assert.Fail($"{backend.Name}, {name}, {result}[{n}]: {got[n]:R} where the reference gives {want[n]:R}; allowed {allowed:R}.");
            }
        }
    }
}
