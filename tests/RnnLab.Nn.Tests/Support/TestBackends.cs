using RnnLab.Compute;
using RnnLab.Compute.Cpu;
using RnnLab.Compute.Reference;

namespace RnnLab.Nn.Tests.Support;

/// <summary>The backends that these tests run on, by name, and how closely each must agree with float64.</summary>
public static class TestBackends
{
    public const string Reference = "reference";

    /// <summary>The reference, and the CPU backend with every instruction set that this processor has.</summary>
    public static TheoryData<string> All => [Reference, .. Cpu.Select(row => row.Data)];

    public static TheoryData<string> Cpu =>
        [.. Enum.GetValues<CpuInstructionSet>().Where(set => set != CpuInstructionSet.Auto && CpuBackend.IsSupported(set)).Select(set => set.ToString())];

    public static IComputeBackend Create(string name) => name == Reference ? new ReferenceBackend() : new CpuBackend(threads: 2, Enum.Parse<CpuInstructionSet>(name));

    /// <summary>Relative to the largest magnitude of the tensor: the fixtures have 10 digits; float32 has 7.</summary>
    public static double Tolerance(string name) => name == Reference ? 1e-8 : 1e-5;
}
