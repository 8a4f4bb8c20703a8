using RnnLab.Training;

namespace RnnLab.Web.Components.Runs.Lab;

/// <summary>A set of settings that is known to show something, and how long it takes.</summary>
/// <param name="Name">What the button says.</param>
/// <param name="Promise">What one will see, in one line.</param>
/// <param name="Config">The settings.</param>
/// <param name="KeepsText">True where they are meant for a text of one's own: the text that is chosen stays chosen.</param>
public sealed record LabPreset(string Name, string Promise, RunConfig Config, bool KeepsText = false)
{
    /// <summary>What the form holds after a press.</summary>
    /// <param name="current">What it holds before.</param>
    public RunConfig Over(RunConfig current) => KeepsText ? Config with { Corpus = current.Corpus } : Config;

    /// <summary>The presets, quickest first.</summary>
    public static IReadOnlyList<LabPreset> All { get; } =
    [
        new("Names in a minute", "A small GRU invents dinosaurs: from letter soup to plausible names while you watch.",
            new RunConfig { Corpus = "dinosaurs", Cell = Compute.CellKind.Gru, Layers = 1, Hidden = 64, SequenceLength = 25, Batch = 16, LearningRate = 0.005, Epochs = 25, SampleEvery = 25, SampleLength = 150 }),
        new("Tavern scenes", "A two-layer LSTM learns to write scenes, and you see how near it comes to the best possible.",
            new RunConfig { Corpus = "tavern", Hidden = 96, Epochs = 6, SampleEvery = 50 }),
        new("Shakespeare as char-rnn", "char-rnn's own settings, for tinyshakespeare.txt or any long text that you upload. The chosen text stays.", new RunConfig(), KeepsText: true),
    ];
}
