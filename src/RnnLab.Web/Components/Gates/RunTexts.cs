using RnnLab.Data.Batching;
using RnnLab.Data.Corpora;
using RnnLab.Data.Text;
using RnnLab.Training.Runs;

namespace RnnLab.Web.Components.Gates;

/// <summary>The text that a run learns from. It is read from the library; call it off the circuit's thread.</summary>
public static class RunTexts
{
    /// <summary>The symbols of the training part; null where the text is gone from the library, or where a network set up by hand has an alphabet but no text.</summary>
    public static int[]? TrainingTokens(TrainingRun run, CorpusLibrary corpora)
    {
        if (run.SetUp?.Symbols is not null)
            return null;
        try
        {
            int[] tokens = run.Vocabulary.Encode(corpora.LoadText(run.Config.Corpus));
            double rest = Math.Max(0, 1 - run.Config.TrainFraction - run.Config.ValidationFraction);
            return TextSplit.Split(tokens, run.Config.TrainFraction, run.Config.ValidationFraction, rest < 1e-9 ? 0 : rest, run.Config.SequenceLength).Train;
        }
        catch (Exception gone) when (gone is TextFormatException or ArgumentException or IOException)
        {
            return null;
        }
    }

    /// <summary>The beginning of the run's text, or a sentence where the text is gone.</summary>
    public static string Beginning(TrainingRun run, CorpusLibrary corpora, int length)
    {
        if (run.SetUp?.Symbols is { } symbols)
            return string.Concat(symbols.EnumerateRunes().Take(length));
        try
        {
            string text = corpora.LoadText(run.Config.Corpus);
            return string.Concat(text.EnumerateRunes().Take(length));
        }
        catch (Exception gone) when (gone is TextFormatException or IOException)
        {
            return "The quick brown fox jumps over the lazy dog.";
        }
    }
}
