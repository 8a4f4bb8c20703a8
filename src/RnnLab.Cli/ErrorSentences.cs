using RnnLab.Data.Text;
using RnnLab.Training;
using RnnLab.Training.Checkpoints;

namespace RnnLab.Cli;

/// <summary>What went wrong, in a sentence, for every exception that can reach the top.</summary>
internal static class ErrorSentences
{
    private const int DiskFull = 28, DiskFullWindows = 112;

    /// <summary>The sentence and the exit code.</summary>
    public static (string Message, int ExitCode) Describe(Exception exception) => exception switch
    {
        CliException own => (own.Message, own.ExitCode),
        TextFormatException or SafetensorsException => (OneLine(exception.Message), ExitCodes.Usage),
        TrainingDivergedException => (OneLine(exception.Message), ExitCodes.Failure),
        OutOfMemoryException => ("There is not enough memory for this model and batch: choose a smaller --hidden, --batch or --seq.", ExitCodes.Failure),
        UnauthorizedAccessException denied => ($"Permission was refused: {OneLine(denied.Message)}", ExitCodes.Usage),
        FileNotFoundException or DirectoryNotFoundException => (OneLine(exception.Message), ExitCodes.Usage),
        IOException full when (full.HResult & 0xFFFF) is DiskFull or DiskFullWindows =>
            ($"The disk is full: {OneLine(full.Message)} Free some space and continue with --resume; what was written before is kept.", ExitCodes.Failure),
        IOException io => ($"Reading or writing failed: {OneLine(io.Message)}", ExitCodes.Failure),
        ArgumentException argument => (OneLine(argument.Message), ExitCodes.Usage),
        AggregateException { InnerExceptions: [var only] } => Describe(only),
        _ => ($"Something unexpected went wrong ({exception.GetType().Name}): {OneLine(exception.Message)}", ExitCodes.Failure),
    };

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
