using RnnLab.Compute;
using RnnLab.Web.Components.Inside.Notations;

namespace RnnLab.Web.Components.Home;

/// <summary>The letters of a cell's gates and states, in words.</summary>
internal static class Quantities
{
    /// <summary>"forget gate f", "hidden state h": its name with its letter.</summary>
    public static string Title(CellKind cell, string letter, CellNotation names) => $"{Word(cell, letter)} {names.Plain(letter)}";

    private static string Word(CellKind cell, string letter) => (cell, letter) switch
    {
        (_, "i") => "input gate",
        (_, "f") => "forget gate",
        (_, "o") => "output gate",
        (_, "g") => "candidate",
        (_, "c") => "cell state",
        (_, "z") => "update gate",
        (_, "r") => "reset gate",
        (_, "n") => "candidate",
        _ => "hidden state",
    };

    /// <summary>One sentence: what it is, and what it does in a network that has learned nothing.</summary>
    public static string Meaning(string letter) => letter switch
    {
        "i" => "How much of the new candidate is written into the cell, 0 to 1. Untrained, every gate hangs half open.",
        "f" => "How much of the old cell state is kept, 0 to 1. Untrained, about half is lost at every character.",
        "o" => "How much of the cell state is let out, 0 to 1. Untrained, every gate hangs half open.",
        "g" or "n" => "What could be written: about zero, from -1 to 1.",
        "c" => "The long memory. Bands along a row come from the random biases; what flickers comes from the text.",
        "z" => "How much of the old state is kept, 0 to 1. Untrained, every gate hangs half open.",
        "r" => "How much of the old state the candidate may use, 0 to 1. Untrained, every gate hangs half open.",
        _ => "What the network passes on to its next step and to its guess of the next character.",
    };
}
