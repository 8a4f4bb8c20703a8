namespace RnnLab.Cli;

/// <summary>What the process returns, for scripts.</summary>
internal static class ExitCodes
{
    /// <summary>The command did what was asked.</summary>
    public const int Success = 0;

    /// <summary>The command was understood but failed on the way.</summary>
    public const int Failure = 1;

    /// <summary>The command line, a file or a text that was given cannot be used.</summary>
    public const int Usage = 2;

    /// <summary>Ctrl+C or SIGTERM; 128 + SIGINT, as shells count.</summary>
    public const int Interrupted = 130;
}
