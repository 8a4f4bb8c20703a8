using System.Runtime.InteropServices;
using RnnLab.Compute.Cpu;
using RnnLab.Compute.Reference;

namespace RnnLab.Compute;

/// <summary>Makes backends by name, and says which ones this machine has.</summary>
public static class ComputeBackends
{
    /// <summary>The fastest backend of this machine's processor.</summary>
    /// <param name="threads">Threads that compute; null for one per processor core.</param>
    /// <param name="givesWay">Whether its threads stand back behind others of this machine.</param>
    public static IComputeBackend CreateDefault(int? threads = null, bool givesWay = true) => new CpuBackend(threads, givesWay: givesWay);

    /// <summary>The backend with the given <see cref="IComputeBackend.Name"/>; <c>cpu</c> for the default.</summary>
    /// <exception cref="ArgumentException">There is no such backend; the message lists those there are.</exception>
    /// <exception cref="PlatformNotSupportedException">The processor lacks its instructions.</exception>
    public static IComputeBackend Create(string name, int? threads = null, bool givesWay = true) => name switch
    {
        "cpu" => CreateDefault(threads, givesWay),
        "cpu-avx512" => new CpuBackend(threads, CpuInstructionSet.Avx512, givesWay),
        "cpu-avx2" => new CpuBackend(threads, CpuInstructionSet.Avx2, givesWay),
        "cpu-vector" => new CpuBackend(threads, CpuInstructionSet.Vector, givesWay),
        "reference-f64" => new ReferenceBackend(),
        _ => throw new ArgumentException($"There is no backend '{name}'. This machine has: {string.Join(", ", AvailableNames())}.", nameof(name)),
    };

    /// <summary>The names of the backends that run on this machine, fastest first.</summary>
    public static IReadOnlyList<string> AvailableNames() =>
    [
        .. CpuBackend.IsSupported(CpuInstructionSet.Avx512) ? (string[])["cpu-avx512"] : [],
        .. CpuBackend.IsSupported(CpuInstructionSet.Avx2) ? (string[])["cpu-avx2"] : [],
        "cpu-vector",
        "reference-f64",
    ];

    /// <summary>One line for people about the processor and the backends that run on it.</summary>
    public static string Describe() =>
        $"{RuntimeInformation.ProcessArchitecture} processor, {Environment.ProcessorCount} hardware {(Environment.ProcessorCount == 1 ? "thread" : "threads")}; backends: {string.Join(", ", AvailableNames())}.";
}
