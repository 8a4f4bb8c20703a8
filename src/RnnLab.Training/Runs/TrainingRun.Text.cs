using RnnLab.Data.Batching;
using RnnLab.Data.Text;

namespace RnnLab.Training.Runs;

/// <content>The text that the run learns from.</content>
public sealed partial class TrainingRun
{
    /// <exception cref="RunCannotContinueException">The text is gone or has changed.</exception>
    internal TextSplit LoadSplit() => RunOpener.LoadSplit(Config, _facts, Vocabulary, _registry.Corpora);

    /// <summary>The symbols of the part that the run is validated on; empty where it has none. Reads the whole text: not for a thread that must answer.</summary>
    /// <exception cref="TextFormatException">The text is gone, or has changed since the run began.</exception>
    public int[] LoadValidationSymbols()
    {
        try
        {
            return LoadSplit().Validation;
        }
        catch (RunCannotContinueException gone)
        {
            throw new TextFormatException(gone.Message, gone);
        }
    }

    /// <summary>The symbols of the training part of the run's text. Reads the whole text: not for a thread that must answer.</summary>
    /// <exception cref="TextFormatException">The text is gone, or has changed since the run began.</exception>
    public int[] LoadTrainingSymbols()
    {
        if (SetUp?.Symbols is not null)
            throw new TextFormatException("This network was given an alphabet, but no text. Choose the alphabet of a text.");
        string text = _registry.Corpora.LoadText(Config.Corpus);
        if (RunOpener.Hash(text) != _facts.TextHash)
            throw new TextFormatException($"The text \"{CorpusTitle}\" has changed since this run began, so what the run has read is not known any more.");
        return RunOpener.Split(Config, Vocabulary, text).Train;
    }
}
