using System.Globalization;
using RnnLab.Compute;
using RnnLab.Nn;

namespace RnnLab.Training.Runs;

/// <summary>
/// A network that a person set up by hand, to be looked into beside trained ones: its weights are drawn by the engine's initialisers, and nothing is learned or stored. Its id says
/// everything about it, so that a link is enough to make it again.
/// </summary>
public sealed record HandSetup
{
    /// <summary>The most hidden units: what a browser can show.</summary>
    public const int MostHidden = 512;

    /// <summary>The longest id.</summary>
    public const int LongestId = 4000;

    private const string Prefix = "hand:", Both = "both", SymbolsKey = "symbols";

    // Cut for one sequence of a few symbols, so that a short text will do for its alphabet.
    private static readonly RunConfig Usual = new() { Corpus = "dinosaurs", Cell = CellKind.Gru, Layers = 1, Hidden = 32, SequenceLength = 8, Batch = 1, Epochs = 1, ValidationFraction = 0.1, Seed = 1 };

    private static readonly IReadOnlyList<RunConfigField> Fields =
        [.. RunConfigField.All.Where(field => field.Key is "lstmvariant" or "forgetbias" or "owncell" or "layers" or "hidden" or "init" or "seed" or "corpus")];

    private static readonly RunConfigField CellField = RunConfigField.All.First(field => field.Key == "cell");

    /// <summary>Cell, layers, hidden units, initialisation, forget bias, seed, and the text whose characters it reads.</summary>
    public RunConfig Config { get; init; } = Usual;

    /// <summary>Whether each layer reads from the end too. Such a network can be looked into, but it cannot write.</summary>
    public bool BothDirections { get; init; }

    /// <summary>Its symbols where they are not those of a text in the library; null where they are.</summary>
    public string? Symbols { get; init; }

    /// <summary>Names the network in links: <c>hand:</c>, the cell, and what differs from the usual.</summary>
    public string Id
    {
        get
        {
            List<string> parts = [CellField.Get(Config)];
            parts.AddRange(Fields.Where(one => one.Get(Config) != one.Get(Usual) && (one.Key != "corpus" || Symbols is null)).Select(one => $"{one.Key}:{Uri.EscapeDataString(one.Get(Config))}"));
            if (BothDirections)
                parts.Add(Both);
            if (Symbols is { } symbols)
                parts.Add($"{SymbolsKey}:{Uri.EscapeDataString(symbols)}");
            return Prefix + string.Join(',', parts);
        }
    }

    /// <summary>Names the network for people.</summary>
    public string Title => string.Create(CultureInfo.InvariantCulture, $"{Config.CellTitle} {Config.Layers} x {Config.Hidden}{(BothDirections ? " in both directions" : "")}, set up by hand, untrained");

    /// <summary>Whether an id is that of such a network, well formed or not.</summary>
    public static bool IsHand(string? id) => id?.StartsWith(Prefix, StringComparison.Ordinal) == true;

    /// <summary>The id as the value of <c>hand=</c> in an address, escaped; null for the id of a run.</summary>
    public static string? InAddress(string? id) => IsHand(id)
        ? Uri.EscapeDataString(id![Prefix.Length..]).Replace("%3A", ":", StringComparison.Ordinal).Replace("%2C", ",", StringComparison.Ordinal)
        : null;

    /// <summary>The id for a value of <c>hand=</c> that is no longer escaped.</summary>
    public static string FromAddress(string value) => Prefix + value;

    /// <summary>What an id says; what makes no sense there falls back to the usual. Null for the id of a run.</summary>
    public static HandSetup? Parse(string? id)
    {
        if (!IsHand(id) || id!.Length > LongestId)
            return null;
        var config = Usual;
        bool both = false;
        string? symbols = null;
        foreach (string part in id[Prefix.Length..].Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            int split = part.IndexOf(':', StringComparison.Ordinal);
            string key = split < 0 ? part : part[..split], value = split < 0 ? "" : Uri.UnescapeDataString(part[(split + 1)..]);
            if (split < 0 && key == Both)
                both = true;
            else if (split < 0)
                config = CellField.Set(config, key) ?? config;
            else if (key == SymbolsKey)
                symbols = Distinct(value);
            else
                config = Fields.FirstOrDefault(field => field.Key == key)?.Set(config, value) ?? config;
        }

        return new() { Config = config with { Layers = Math.Clamp(config.Layers, 1, LanguageModelConfig.MaximumLayers), Hidden = Math.Clamp(config.Hidden, 1, MostHidden) }, BothDirections = both, Symbols = symbols };
    }

    /// <summary>The network of a run as it might have been before training: the same cell, sizes and text.</summary>
    public static HandSetup Like(TrainingRun run) => run.SetUp ?? new()
    {
        Config = Usual with
        {
            Cell = run.Config.Cell, Variant = run.Config.Variant, OwnCell = run.Config.OwnCell, ForgetBias = run.Config.ForgetBias, Layers = run.Config.Layers, Hidden = Math.Min(run.Config.Hidden, MostHidden),
            Initialization = run.Config.Initialization, Seed = run.Config.Seed, Corpus = run.Config.Corpus,
        },
    };

    /// <summary>The characters of a text, each once and in order, as an alphabet; at least two.</summary>
    public static string Distinct(string text)
    {
        List<string> symbols = [.. text.EnumerateRunes().Select(rune => rune.ToString()).Distinct().Order(StringComparer.Ordinal)];
        for (char c = 'a'; symbols.Count < 2; c++)
        {
            if (!symbols.Contains(c.ToString()))
                symbols.Add(c.ToString());
        }

        return string.Concat(symbols);
    }
}
