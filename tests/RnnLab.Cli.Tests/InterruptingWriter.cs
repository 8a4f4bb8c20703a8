namespace RnnLab.Cli.Tests;

/// <summary>Presses Ctrl+C when a line with certain words is written.</summary>
internal sealed class InterruptingWriter(string words, CancellationTokenSource interrupt) : StringWriter
{
    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        if (value?.Contains(words, StringComparison.Ordinal) == true)
            interrupt.Cancel();
    }
}
