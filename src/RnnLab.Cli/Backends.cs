using RnnLab.Compute;
using RnnLab.Compute.Reference;

namespace RnnLab.Cli;

/// <summary>The one place of the command line that knows a concrete backend.</summary>
internal static class Backends
{
    /// <summary>The CPU backend; 0 threads is one a core.</summary>
    public static IComputeBackend Create(int threads) => new ReferenceBackend();
}
