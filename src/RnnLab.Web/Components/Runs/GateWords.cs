using RnnLab.Compute;
using RnnLab.Nn.Recurrent;
using RnnLab.Nn.Recurrent.Custom;
using RnnLab.Training;
using RnnLab.Web.Components.Inside.Notations;

namespace RnnLab.Web.Components.Runs;

/// <summary>What the letters of gates and states stand for (PyTorch's letters).</summary>
public static class GateWords
{
    /// <summary>The gates of a cell, then its states, in PyTorch's order.</summary>
    public static IReadOnlyList<string> Letters(CellKind cell) => cell.GateNames();

    /// <summary>The gates and states of a run's cell: those that an LSTM variant has left, or the names of an own cell's equations in their order.</summary>
    public static IReadOnlyList<string> Letters(RunConfig config) => config.Description.GateNames;

    /// <summary>The one to look at first in a run.</summary>
    public static string First(RunConfig config)
    {
        string usual = config.OwnCell is null ? First(config.Cell) : "h";
        return Letters(config).Contains(usual) ? usual : "h";
    }

    /// <summary>Word and letter: "forget f"; an own cell's name alone.</summary>
    public static string Title(string letter, CellNotation names) => Short(letter) == letter ? names.Plain(letter) : $"{Short(letter)} {names.Plain(letter)}";

    /// <summary>What it does, and what the chosen notation's authors mean otherwise.</summary>
    public static string Explain(string letter, RunConfig config, CellNotation names) =>
        Explain(letter, config).Replace("1 − i", $"1 − {names.Plain("i")}", StringComparison.Ordinal) + (names.Note(letter) is { } note ? " " + note : "");

    /// <summary>What it does, in one or two sentences; in an own cell the equation that computes it.</summary>
    public static string Explain(string letter, RunConfig config)
    {
        if (config.OwnCell is { } text)
            return CellProgram.TryParse(text, out var program, out _) && program.EquationOf(letter) is { } equation ? $"Computed by {equation}." : "";
        bool unbounded = !double.IsFinite(config.Description.GateRange(letter).High);
        return (letter, unbounded) switch
        {
            ("g", true) => "Candidate: what could be written into the cell. Without an input activation function it has no bounds; the limits of the scale follow the values.",
            ("h", true) when config.Cell == CellKind.Lstm => "Hidden state: what the layer tells the next one. Without an output activation function it has no bounds; the limits of the scale follow the values.",
            ("i", _) when config.Variant.Has(LstmVariant.CoupledGates) => "Input gate: how much of the candidate is written into the cell; the rest, 1 − i, is how much of the cell is kept.",
            _ => Explain(letter, config.Cell),
        };
    }

    /// <summary>The one to look at first: the gate that decides what is remembered, where there is one.</summary>
    public static string First(CellKind cell) => cell switch
    {
        CellKind.Rnn or CellKind.RnnRelu => "h",
        CellKind.Gru or CellKind.GruResetBefore => "z",
        _ => "f",
    };

    /// <summary>The name in one word.</summary>
    public static string Short(string letter) => letter switch
    {
        "i" => "input",
        "f" => "forget",
        "g" or "n" => "candidate",
        "o" => "output",
        "r" => "reset",
        "z" => "update",
        "c" => "cell",
        "h" => "hidden",
        _ => letter,
    };

    /// <summary>What it does, in one or two sentences.</summary>
    public static string Explain(string letter, CellKind cell) => letter switch
    {
        "i" => "Input gate: how much of the candidate is written into the cell. 0 writes nothing, 1 writes all.",
        "f" when cell == CellKind.Mgu => "Forget gate: how much of the candidate replaces the old state, and how much of the old state the candidate may look at. 0 keeps the old state.",
        "f" => "Forget gate: how much of the cell is kept from the character before. 0 forgets, 1 keeps.",
        "g" => "Candidate: what could be written into the cell, from −1 to 1.",
        "o" => "Output gate: how much of the cell is shown to the next layer. 0 hides, 1 shows.",
        "r" => "Reset gate: how much of the old state the candidate may look at. 0 ignores it.",
        "z" => "Update gate: how much of the old state stays. 1 keeps it unchanged.",
        "n" => "Candidate: the new state as it could be, from −1 to 1.",
        "c" => "Cell state: the memory of an LSTM. It has no bounds; a unit can count. The limits of the scale follow the values.",
        "h" when cell == CellKind.RnnRelu => "Hidden state: the layer's memory and its message in one. It is never below 0 and has no upper bound.",
        "h" => cell == CellKind.Lstm ? "Hidden state: what the layer tells the next one, between −1 and 1." : "Hidden state: the layer's memory and its message in one, between −1 and 1.",
        _ => "",
    };
}
