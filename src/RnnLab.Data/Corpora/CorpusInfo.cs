namespace RnnLab.Data.Corpora;

/// <summary>What is known about a text that can be trained on.</summary>
/// <param name="Name">What to ask for it by, in links and on the command line: "tavern", "tavern:200000:7", "upload-0123456789ab".</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Description">A sentence or two about what it is and what can be learned from it.</param>
/// <param name="Characters">Its length in symbols (Unicode scalar values).</param>
/// <param name="Symbols">V: how many different symbols it has, or null when they were not counted.</param>
/// <param name="EntropyNatsPerCharacter">The expected loss that no model can beat in the long run, in nats per character, where it is known; else null.</param>
/// <param name="Source">Where it comes from and on what terms.</param>
public sealed record CorpusInfo(
    string Name,
    string Title,
    string Description,
    long Characters,
    int? Symbols,
    double? EntropyNatsPerCharacter,
    string Source)
{
    /// <summary>Whether a person brought it, so that it may be deleted.</summary>
    public bool IsUpload { get; init; }

    /// <summary>What was changed while it was read (line ends, byte-order mark), or null.</summary>
    public string? Note { get; init; }
}
