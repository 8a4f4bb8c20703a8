using RnnLab.Compute;
using RnnLab.Training;

namespace RnnLab.Web.Components.Home;

/// <summary>A configuration worth starting with.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Why">What to expect, in a sentence.</param>
/// <param name="Icon">A Lucide icon.</param>
/// <param name="Config">The configuration that the lab opens with.</param>
internal sealed record StartingPoint(string Title, string Why, string Icon, RunConfig Config)
{
    /// <summary>The first one to try: small, quick, and with a floor to compare with.</summary>
    public static StartingPoint First { get; } = new(
        "Tavern scenes",
        "Short plays whose randomness is known, so the curve has a floor to reach. A small LSTM finds the spelling, then the speakers, then the rhymes.",
        "file-text",
        new RunConfig { Corpus = "tavern", Layers = 1, Hidden = 96, Epochs = 4 });

    /// <summary>All of them.</summary>
    public static IReadOnlyList<StartingPoint> All { get; } =
    [
        First,
        new("Dinosaur names", "A GRU that invents names, one character at a time. The quickest to learn something you can see.", "dices",
            new RunConfig { Corpus = "dinosaurs", Cell = CellKind.Gru, Layers = 1, Hidden = 64, SequenceLength = 25, Batch = 32, Epochs = 30 }),
        new("Prose and verse", "Little text, many weights: watch the validation loss turn upwards while the training loss still falls.", "trending-down",
            new RunConfig { Corpus = "prose", Layers = 2, Hidden = 128, Epochs = 40 }),
    ];

    /// <summary>The lab's address with this configuration in it.</summary>
    public string Href => "/lab?" + RunConfigUrl.ToQuery(Config);
}
