namespace RnnLab.Cli;

/// <summary>An end of the command whose message is the one sentence that the person reads.</summary>
internal sealed class CliException(string message, int exitCode = ExitCodes.Usage) : Exception(message)
{
    /// <summary>What the process returns; see <see cref="ExitCodes"/>.</summary>
    public int ExitCode { get; } = exitCode;
}
