namespace RnnLab.Training.Runs;

/// <summary>What the disk's errors mean, in words.</summary>
internal static class DiskTrouble
{
    private const int NoSpaceUnix = 28, QuotaLinux = 122, DiskFullWindows = unchecked((int)0x80070070), HandleDiskFullWindows = unchecked((int)0x80070027);

    /// <summary>Whether an error is the disk's, so that waiting and trying again makes sense.</summary>
    public static bool Is(Exception problem) => problem is IOException or UnauthorizedAccessException;

    /// <summary>One sentence about what went wrong.</summary>
    public static string Describe(Exception problem) => problem.HResult is NoSpaceUnix or QuotaLinux or DiskFullWindows or HandleDiskFullWindows
        ? "The disk is full."
        : $"The disk could not be written: {problem.Message.TrimEnd('.')}.";
}
