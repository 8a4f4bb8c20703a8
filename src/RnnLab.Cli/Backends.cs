using RnnLab.Compute;

namespace RnnLab.Cli;

/// <summary>The one place of the command line that makes backends.</summary>
internal static class Backends
{
    /// <summary>The backend of that name; null is the fastest of this processor, and 0 threads is one a core.</summary>
    /// <param name="name">The backend's name.</param>
    /// <param name="threads">How many threads compute.</param>
    /// <param name="givesWay">Whether they stand back behind others of this machine; not where speed is measured, beside programs that do not.</param>
    public static IComputeBackend Create(string? name, int threads, bool givesWay = true) => ComputeBackends.Create(name ?? "cpu", threads > 0 ? threads : null, givesWay);
}
