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
        foreach (var ((result, want), (_, got)) in expected.Zip(actual.Results))
        {
            double scale = want.Length == 0 ? 0 : want.Max(Math.Abs);
            for (int n = 0; n < want.Length; n++)
            {
                // Not so written that NaN passes; the message is made only where it is needed, for there are millions of numbers.
                if (!(Math.Abs(got[n] - want[n]) <= test.Tolerance * scale + Tiny))
                    Assert.Fail($"{backend.Name}, {name}, {result}[{n}]: {got[n]:R} where the reference gives {want[n]:R}; allowed {test.Tolerance} of {scale:R}.");
            }
        }
    }
}
