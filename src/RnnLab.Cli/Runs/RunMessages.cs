namespace RnnLab.Cli.Runs;

/// <summary>A run's messages name buttons of the workbench; the command line names its own ways.</summary>
internal static class RunMessages
{
    private static readonly (string Button, string Option)[] Words =
    [
        ("Training is paused and nothing is lost while the program runs; make room and press Start.", "Make room; training goes on from the last checkpoint."),
        ("Reset the run to begin again.", "To begin again, train into a new folder with --out."),
        ("Reset the run to begin again; its checkpoints can still be sampled until then.", "To begin again, train into a new folder with --out; the checkpoints here can still be sampled."),
        (", in a copy of this run or after a reset.", ", in a new run."),
        ("Start goes on with fresh patience.", "--resume goes on with fresh patience."),
        ("Make a copy with a smaller hidden size, batch or sequence length.", "Begin a new run with a smaller --hidden, --batch or --seq."),
    ];

    /// <summary>The message with the words of the command line; null stays null.</summary>
    public static string? ForTheCommandLine(string? message)
    {
        foreach (var (button, option) in Words)
            message = message?.Replace(button, option, StringComparison.Ordinal);
        return message;
    }
}
