using System.Runtime.InteropServices;
using RnnLab.Compute.Cpu;

namespace RnnLab.BackendConformance;

/// <summary>The same bits with any number of threads.</summary>
public sealed class ThreadCountTests
{
    [Theory]
    [MemberData(nameof(BackendTable.Sets), MemberType = typeof(BackendTable))]
    public void Results_do_not_depend_on_the_number_of_threads(CpuInstructionSet set)
    {
        var expected = RunAll(set, 1);
        foreach (int threads in new[] { 2, 3, 8 })
        {
            var actual = RunAll(set, threads);
            foreach (var (name, results) in expected)
            {
                for (int n = 0; n < results.Count; n++)
                {
                    // As bits: NaN equals itself, and 0 differs from -0.
                    if (!MemoryMarshal.AsBytes<double>(results[n].Values).SequenceEqual(MemoryMarshal.AsBytes<double>(actual[name][n].Values)))
                        Assert.Fail($"{name}, {results[n].Name}: {threads} threads give other bits than one.");
                }
            }
        }
    }

    private static Dictionary<string, List<(string Name, double[] Values)>> RunAll(CpuInstructionSet set, int threads)
    {
        using var backend = new CpuBackend(threads, set);
        return CaseTable.All.ToDictionary(pair => pair.Key, pair =>
        {
            var bench = new Bench(backend);
            pair.Value.Run(bench);
            return bench.Results;
        });
    }
}
