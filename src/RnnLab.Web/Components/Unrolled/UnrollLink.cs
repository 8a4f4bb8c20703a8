using RnnLab.Training.Runs;

namespace RnnLab.Web.Components.Unrolled;

/// <summary>The address that opens a run's model in the debugger.</summary>
public static class UnrollLink
{
    /// <summary>Symbols that are opened: enough to see time at work, few enough to follow.</summary>
    public const int Symbols = 8;

    /// <summary>The run's newest checkpoint on the first symbols that it wrote last, else on the usual text or symbols that it knows.</summary>
    public static string Of(TrainingRun run)
    {
        string alphabet = string.Concat(Enumerable.Range(0, run.Vocabulary.Count - (run.Vocabulary.HasUnknown ? 1 : 0)).Select(run.Vocabulary.Symbol));
        return "unroll?" + (UnrollView.Usual with { Run = run.Id, Step = run.Checkpoints.LastOrDefault()?.Step, Text = Text(run.Samples.LastOrDefault()?.Text, alphabet, run.ParameterCount) }).ToQuery();
    }

    /// <summary>The first line of a sample that has two symbols, as many of them as a network of this size can be followed over.</summary>
    /// <param name="sample">What the model wrote; null for nothing yet.</param>
    /// <param name="alphabet">The symbols that it knows.</param>
    /// <param name="parameters">Its weights.</param>
    public static string Text(string? sample, string alphabet, long parameters)
    {
        int most = (int)Math.Clamp(UnrollLimits.RunWork / Math.Max(1, parameters), 2, Symbols);
        string[] known = [.. UnrollSetup.Characters(alphabet).Where(symbol => symbol is not ("\n" or "\r" or "\t"))];
        string[][] lines = [.. (sample ?? "").Split('\n', '\r').Select(line => UnrollSetup.Characters(line.Trim()).Where(known.Contains).ToArray()), [.. UnrollSetup.Characters(UnrollView.Usual.Text)], known];
        string[] first = lines.FirstOrDefault(line => line.Length >= 2 && line.All(known.Contains)) ?? known;
        return first.Length >= 2 ? string.Concat(first.Take(most)) : UnrollView.Usual.Text;
    }
}
