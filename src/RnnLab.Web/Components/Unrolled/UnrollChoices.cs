using RnnLab.Compute;
using RnnLab.Nn.Unrolled;

namespace RnnLab.Web.Components.Unrolled;

/// <summary>A cell that can be set up by hand.</summary>
/// <param name="Word">Its word in addresses.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Kind">The cell.</param>
/// <param name="Variant">What its LSTM does differently.</param>
public sealed record UnrollCell(string Word, string Name, CellKind Kind, LstmVariant Variant = LstmVariant.None)
{
    /// <summary>Its equations.</summary>
    public CellEquations Equations => CellEquations.Of(Kind, Variant);
}

/// <summary>A pattern of reading and answering.</summary>
/// <param name="Word">Its word in addresses.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Pattern">The pattern.</param>
/// <param name="Help">What it reads and answers, of the text.</param>
public sealed record UnrollPattern(string Word, string Name, SequencePattern Pattern, string Help);

/// <summary>What can be chosen.</summary>
public static class UnrollChoices
{
    /// <summary>The cells.</summary>
    public static IReadOnlyList<UnrollCell> Cells { get; } =
    [
        new("rnn", "RNN (tanh)", CellKind.Rnn),
        new("relu", "RNN (ReLU)", CellKind.RnnRelu),
        new("gru", "GRU", CellKind.Gru),
        new("gru-before", "GRU, reset before the product", CellKind.GruResetBefore),
        new("mgu", "Minimal gated unit", CellKind.Mgu),
        new("lstm", "LSTM", CellKind.Lstm),
        .. LstmVariants.Words.Select(word => new UnrollCell("lstm-" + word.Key, $"LSTM, {word.Key.Replace('-', ' ')}", CellKind.Lstm, word.Value)),
    ];

    /// <summary>The patterns.</summary>
    public static IReadOnlyList<UnrollPattern> Patterns { get; } =
    [
        new("many-to-many", "Many to many", SequencePattern.ManyToMany, "Reads every character and answers with the next one."),
        new("many-to-one", "Many to one", SequencePattern.ManyToOne, "Reads all but the last character, answers with the last."),
        new("one-to-many", "One to many", SequencePattern.OneToMany, "Reads the first character alone, answers with all the others."),
        new("one-to-one", "One to one", SequencePattern.OneToOne, "Reads the first character, answers with the second."),
        new("encoder-decoder", "Encoder-decoder", SequencePattern.EncoderDecoder, "Reads the whole text; a second network starts from its state and writes the answer."),
    ];

    /// <summary>The cell of a word.</summary>
    public static UnrollCell Cell(string word) => Cells.First(cell => cell.Word == word);

    /// <summary>The pattern of a word.</summary>
    public static UnrollPattern Pattern(string word) => Patterns.First(pattern => pattern.Word == word);
}
