using System.Security.Cryptography;
using System.Text;
using RnnLab.Data.Batching;
using RnnLab.Data.Corpora;
using RnnLab.Data.Text;
using RnnLab.Training.Checkpoints;

namespace RnnLab.Training.Runs;

/// <summary>A run that cannot go on for a reason that a person can mend; the message says which.</summary>
internal sealed class RunCannotContinueException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Brings a run's text, model and files together, fresh or from its checkpoint.</summary>
internal static class RunOpener
{
    /// <summary>The parts of a text as symbol indices.</summary>
    public static TextSplit Split(RunConfig config, CharacterVocabulary vocabulary, string text) => TextSplit.Split(
        vocabulary.Encode(text),
        config.TrainFraction,
        config.ValidationFraction,
        Math.Max(0, 1 - config.TrainFraction - config.ValidationFraction) is var rest && rest < 1e-9 ? 0 : rest,
        config.SequenceLength);

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>A trainer that stands where the run's state says; the feed is cut back to that step.</summary>
    /// <exception cref="RunCannotContinueException">The text is gone or has changed, or the checkpoint cannot be read.</exception>
    public static RunTrainer Open(string id, RunFolder folder, RunConfig config, RunFacts facts, CharacterVocabulary vocabulary, RunFeed feed, CorpusLibrary corpora, RunRegistryOptions options, TimeProvider time)
    {
        var split = LoadSplit(config, facts, vocabulary, corpora);
        RunState state = File.Exists(folder.State) ? ReadState(folder) : new RunState();
        var backend = options.CreateBackend(options.Threads);
        TrainingSession? session = null;
        RunFiles? files = null;
        try
        {
            session = new(config, vocabulary, split, backend);

            // Whoever starts a run that had stopped early wants it to go on; one that was cut off after it had decided to stop, stops.
            if (state.Progress is { Stopped: true } stopped && state.Status == RunStatus.Finished)
                state = state with { Progress = stopped.Continued() };
            session.Progress = state.Progress ?? new();
            if (state.Checkpoint is { } checkpoint)
                session.Restore(Path.Combine(folder.Checkpoints, checkpoint), state.Resume is { } resume ? folder.File(resume) : null, state.Step);
            files = new(folder, state);
            files.History.CutBack(state.Step);
            CutBack(feed, state.Step);
            return new(id, session, backend, feed, files, options, time);
        }
        catch (Exception problem)
        {
            files?.Dispose();
            session?.Dispose();
            backend.Dispose();
            if (problem is SafetensorsException or InvalidDataException)
                throw new RunCannotContinueException($"The checkpoint at step {state.Step} cannot be read: {problem.Message.TrimEnd('.')}. Reset the run to begin again.", problem);
            throw;
        }
    }

    /// <summary>The parts of a run's text.</summary>
    /// <exception cref="RunCannotContinueException">The text is gone or has changed.</exception>
    public static TextSplit LoadSplit(RunConfig config, RunFacts facts, CharacterVocabulary vocabulary, CorpusLibrary corpora)
    {
        string text;
        try
        {
            text = corpora.LoadText(config.Corpus);
        }
        catch (TextFormatException problem)
        {
            throw new RunCannotContinueException($"The text of this run cannot be loaded: {problem.Message}", problem);
        }

        if (Hash(text) != facts.TextHash)
            throw new RunCannotContinueException($"The text \"{facts.CorpusTitle}\" has changed since this run began, so it cannot be continued on it. Make a new run.");
        return Split(config, vocabulary, text);
    }

    private static RunState ReadState(RunFolder folder)
    {
        try
        {
            return RunState.Read(File.ReadAllText(folder.State));
        }
        catch (FormatException problem)
        {
            throw new RunCannotContinueException($"{problem.Message} Reset the run to begin again; its checkpoints can still be sampled until then.", problem);
        }
    }

    private static void CutBack(RunFeed feed, long step)
    {
        if ((feed.Latest?.Step ?? 0) <= step && (feed.LatestValidation?.Step ?? 0) <= step)
            return;
        feed.Replace(
            feed.Metrics.Where(point => point.Step <= step).ToList(),
            feed.Validations.Where(point => point.Step <= step).ToList(),
            feed.Samples.Where(sample => sample.Step <= step).ToList());
    }
}
