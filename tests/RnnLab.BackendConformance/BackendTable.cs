using RnnLab.Compute.Cpu;

namespace RnnLab.BackendConformance;

/// <summary>The backends that are held against the reference: every instruction set this machine has, in one process.</summary>
public static class BackendTable
{
    public static IReadOnlyList<CpuInstructionSet> InstructionSets { get; } = [.. new[] { CpuInstructionSet.Avx512, CpuInstructionSet.Avx2, CpuInstructionSet.Vector }.Where(CpuBackend.IsSupported)];

    /// <summary>Each instruction set with each case.</summary>
    public static TheoryData<CpuInstructionSet, string> SetsAndCases
    {
        get
        {
            var data = new TheoryData<CpuInstructionSet, string>();
            foreach (var set in InstructionSets)
            {
                foreach (string name in CaseTable.All.Keys)
                    data.Add(set, name);
            }

            return data;
        }
    }

    public static TheoryData<CpuInstructionSet> Sets => new(InstructionSets);
}
