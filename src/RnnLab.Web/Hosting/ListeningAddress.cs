namespace RnnLab.Web.Hosting;

/// <summary>Addresses as people type them.</summary>
internal static class ListeningAddress
{
    /// <summary>Replaces the wildcard hosts that a server listens on by <c>localhost</c>.</summary>
    public static string ForPeople(string address) => address
        .Replace("//[::]", "//localhost", StringComparison.Ordinal)
        .Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal)
        .Replace("//*", "//localhost", StringComparison.Ordinal)
        .Replace("//+", "//localhost", StringComparison.Ordinal);
}
