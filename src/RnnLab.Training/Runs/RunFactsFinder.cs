using System.Globalization;
using RnnLab.Data.Batching;
using RnnLab.Data.Corpora;
using RnnLab.Data.Text;

namespace RnnLab.Training.Runs;

/// <summary>Reads a run's text once, checks the configuration against it, and notes what the run needs to know of it.</summary>
internal static class RunFactsFinder
{
    /// <exception cref="RunConfigException">The text cannot be used, or the configuration does not fit it.</exception>
    public static RunFacts Find(RunConfig config, string? title, CorpusLibrary corpora, DateTimeOffset now)
    {
        string text;
        CorpusInfo? info;
        CharacterVocabulary vocabulary;
        try
        {
            info = corpora.Find(config.Corpus);
            text = corpora.LoadText(config.Corpus);
            vocabulary = CharacterVocabulary.FromText(text);
        }
        catch (TextFormatException problem)
        {
            throw new RunConfigException([new(nameof(config.Corpus), problem.Message)]);
        }

        long characters = vocabulary.Count < 2 ? text.Length : text.EnumerateRunes().Count();
        var problems = config.Validate(vocabulary.Count, (long)((characters * config.TrainFraction) + 1e-6));
        if (problems.Count > 0)
            throw new RunConfigException(problems);
        TextSplit split;
        try
        {
            split = RunOpener.Split(config, vocabulary, text);
        }
        catch (TextFormatException problem)
        {
            throw new RunConfigException([new(nameof(config.Corpus), problem.Message)]);
        }

        string corpusTitle = info?.Title ?? config.Corpus;
        return new()
        {
            Title = string.IsNullOrWhiteSpace(title) ? DefaultTitle(config, corpusTitle) : title.Trim(),
            Created = now,
            CorpusTitle = corpusTitle,
            EntropyFloor = info?.EntropyNatsPerCharacter,
            Vocabulary = vocabulary.ToList(),
            TrainCharacters = split.Train.Length,
            ValidationCharacters = split.Validation.Length,
            TextHash = RunOpener.Hash(text),
        };
    }

    private static string DefaultTitle(RunConfig config, string corpus) =>
        string.Create(CultureInfo.InvariantCulture, $"{config.CellTitle} {config.Layers} x {config.Hidden} on {corpus}");
}
