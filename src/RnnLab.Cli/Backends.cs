using RnnLab.Compute;

namespace RnnLab.Cli;

/// <summary>The one place of the command line that makes backends.</summary>
internal static class Backends
{
    /// <summary>The backend of that name; null is the fastest of this processor, and 0 threads is one a core.</summary>
    public static IComputeBackend Create(string? name, int threads) => ComputeBackends.Create(name ?? "cpu", threads > 0 ? threads : null);
}
