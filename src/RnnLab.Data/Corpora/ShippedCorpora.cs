using RnnLab.Data.Randomness;

namespace RnnLab.Data.Corpora;

/// <summary>The corpora that come with the program.</summary>
internal static class ShippedCorpora
{
    private const string Own = "Made for RnnLab; MIT licence, like the program.";

    private static readonly Lazy<string> LazyProse = new(() => EmbeddedTexts.ReadAll("prose/"));
    private static readonly Lazy<string> LazyDinosaurs = new(() => ShuffledLines(EmbeddedTexts.Read("dinosaurs.txt")));
    private static readonly Lazy<CorpusInfo> LazyTavern = new(() => Tavern(TavernCorpus.Name, TavernCorpus.DefaultCharacters, TavernCorpus.DefaultSeed));

    private static readonly Lazy<CorpusInfo> LazyProseInfo = new(() => CorpusMeasure.Describe(
        "prose",
        "Prose and verse",
        "Stories, letters, ballads, fables and notices of a small harbour town. Small enough to be learned by heart: watch the validation loss turn upwards.",
        LazyProse.Value,
        Own));

    private static readonly Lazy<CorpusInfo> LazyDinosaurInfo = new(() => CorpusMeasure.Describe(
        "dinosaurs",
        "Dinosaur names",
        "Names of dinosaur genera in lower case, one on each line, in random order: short sequences, good for a first model that invents names.",
        LazyDinosaurs.Value,
        "Names of genera, which are facts; the list was made for RnnLab."));

    public static IReadOnlyList<CorpusInfo> List() => [LazyTavern.Value, LazyProseInfo.Value, LazyDinosaurInfo.Value];

    public static CorpusInfo? Find(string name) => name switch
    {
        TavernCorpus.Name => LazyTavern.Value,
        "prose" => LazyProseInfo.Value,
        "dinosaurs" => LazyDinosaurInfo.Value,
        _ => TavernCorpus.TryParseName(name, out int characters, out ulong seed) ? Tavern(name, characters, seed) : null,
    };

    public static string? Read(string name) => name switch
    {
        "prose" => LazyProse.Value,
        "dinosaurs" => LazyDinosaurs.Value,
        _ => TavernCorpus.TryParseName(name, out int characters, out ulong seed) ? TavernCorpus.Generate(characters, seed) : null,
    };

    // The list is kept in the order of the alphabet. A part for validation cut from its end would hold names in X, Y and Z alone.
    private static string ShuffledLines(string text)
    {
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        new SeededRandom(1).Shuffle<string>(lines);
        return string.Concat(lines.Select(l => l + "\n"));
    }

    private static CorpusInfo Tavern(string name, int characters, ulong seed) => CorpusMeasure.Describe(
        name,
        "Tavern scenes",
        "Short plays from a generator whose randomness is known exactly, so the chart can draw the floor that no model can beat. Lines rhyme, bills add up, brackets close, and whoever is called upon answers.",
        TavernCorpus.Generate(characters, seed),
        Own) with
    { EntropyNatsPerCharacter = TavernCorpus.Grammar.EntropyPerCharacter };
}
