using RnnLab.Compute;
using RnnLab.Nn;
using RnnLab.Training;

namespace RnnLab.Web.Components.Inside.Notations;

/// <summary>
/// The one table of names: what each gate, state and weight of a cell is called in a notation. A name stands for the very number that the engine computes: where another convention's
/// quantity is another number (Coursera's update gate is 1 − z), the engine's letter stays and <see cref="Note"/> says so.
/// </summary>
public sealed class CellNotation
{
    private static readonly Dictionary<string, (string Plain, string Tex, string Index)>
        CourseraLstm = new() { ["i"] = Gamma("u"), ["f"] = Gamma("f"), ["o"] = Gamma("o"), ["g"] = ("c̃", @"\tilde{c}", "c"), ["c"] = ("c", "c", "c"), ["h"] = ("a", "a", "a"), ["x"] = ("x", "x", "x") },
        CourseraGated = new() { ["r"] = Gamma("r"), ["f"] = Gamma("f"), ["z"] = ("z", "z", "z"), ["n"] = ("c̃", @"\tilde{c}", "c"), ["h"] = ("c", "c", "c"), ["x"] = ("x", "x", "x") },
        CourseraRnn = new() { ["h"] = ("a", "a", "a"), ["x"] = ("x", "x", "x") },
        D2lLstm = new() { ["i"] = Bold("I"), ["f"] = Bold("F"), ["o"] = Bold("O"), ["g"] = ("C̃", @"\tilde{\mathbf{C}}", "c"), ["c"] = Bold("C"), ["h"] = Bold("H"), ["x"] = Bold("X") },
        D2lGated = new() { ["r"] = Bold("R"), ["z"] = Bold("Z"), ["f"] = Bold("F"), ["n"] = ("H̃", @"\tilde{\mathbf{H}}", "h"), ["h"] = Bold("H"), ["x"] = Bold("X") };

    private readonly CellKind? _cell;
    private readonly Dictionary<string, (string Plain, string Tex, string Index)>? _table;

    private CellNotation(Notation notation, CellKind? cell)
    {
        // An own cell keeps its own names, and with them PyTorch's way of writing time.
        Notation = cell is null ? Notation.PyTorch : notation;
        _cell = cell;
        _table = (Notation, cell) switch
        {
            (Notation.Coursera, CellKind.Lstm) => CourseraLstm,
            (Notation.Coursera, CellKind.Rnn or CellKind.RnnRelu) => CourseraRnn,
            (Notation.Coursera, _) => CourseraGated,
            (Notation.D2l, CellKind.Lstm) => D2lLstm,
            (Notation.D2l, _) => D2lGated,
            _ => null,
        };
    }

    /// <summary>The notation in use; PyTorch's for an own cell.</summary>
    public Notation Notation { get; }

    /// <summary>PyTorch's letters, as files and addresses have them.</summary>
    public static CellNotation Usual { get; } = new(Notation.PyTorch, null);

    /// <summary>The names of a built-in cell; of an own cell for null.</summary>
    public static CellNotation Of(Notation notation, CellKind? cell) => new(notation, cell);

    /// <summary>The names of a run's cell.</summary>
    public static CellNotation Of(Notation notation, RunConfig config) => new(notation, config.OwnCell is null ? config.Cell : null);

    /// <summary>The names of a model's cell.</summary>
    public static CellNotation Of(Notation notation, LanguageModelConfig config) => new(notation, config.OwnCell is null ? config.Cell : null);

    /// <summary>A gate, a state or the input x by PyTorch's letter.</summary>
    public QuantityName Name(string letter)
    {
        if (_table is not null && _table.TryGetValue(letter, out var name))
            return new(letter, name.Plain, name.Tex, Notation);
        return new(letter, letter, letter.Length > 1 ? $"\\mathit{{{letter.Replace("_", "\\_", StringComparison.Ordinal)}}}" : letter, Notation);
    }

    /// <summary>A gate or state in text: "Γf".</summary>
    public string Plain(string letter) => Name(letter).Plain;

    /// <summary>A weight of the cell's equations, in TeX: W from the input, U from the state, b and d their biases, p a peephole, R a gate of the step before; V and a: scores from the state, and their bias.</summary>
    public string WeightTex(string name) => Weight(name) is not var (symbol, index) ? name.Length > 1 ? $"{name[0]}_{{{name[1..]}}}" : name
        : $"{(Notation == Notation.D2l ? $"\\mathbf{{{symbol}}}" : symbol)}_{{{index}}}";

    /// <summary>A weight of the cell's equations, in text: "Wf" or "W_xf".</summary>
    public string WeightPlain(string name) => Weight(name) is not var (symbol, index) ? name : $"{symbol}_{index}";

    /// <summary>What is another number, or computed otherwise, in the chosen convention; null where nothing is.</summary>
    public string? Note(string letter) => (Notation, _cell, letter) switch
    {
        (Notation.Coursera, CellKind.Gru or CellKind.GruResetBefore, "z") => "Coursera's update gate Γu is 1 − z: it weighs the new candidate c̃, z weighs the old state. The numbers here are z.",
        (Notation.Coursera, CellKind.Gru, "n" or "r") => "Coursera resets the old state before the product with the matrix; this cell, as PyTorch's, resets the product.",
        (Notation.D2l, CellKind.Gru, "n" or "r") => "d2l resets the old state before the product with the matrix; this cell, as PyTorch's, resets the product.",
        (Notation.Coursera, CellKind.Mgu, "f") => "Coursera does not teach this cell; its forget gate weighs the new candidate, as Coursera's Γu does.",
        (Notation.D2l, CellKind.Mgu, "f") => "d2l does not teach this cell; its forget gate weighs the new candidate, as 1 − Z does.",
        _ => null,
    };

    private (string Symbol, string Index)? Weight(string name)
    {
        if (_table is null || name.Length > 3 || name.Length == 0 || !"WUbdpRVa".Contains(name[0], StringComparison.Ordinal))
            return null;
        // The plain RNN's weights have no letter: they make h.
        string target = Index(name.Length > 1 ? name[1..2] : "h"), state = Index("h"), other = Notation == Notation.D2l ? "x" : state;
        bool coursera = Notation == Notation.Coursera;
        return name[0] switch
        {
            'V' when name.Length == 1 => ("W", coursera ? "y" + state : state + "q"),
            'a' when name.Length == 1 => ("b", coursera ? "y" : "q"),
            'W' => ("W", coursera ? target + "x" : "x" + target),
            'U' => ("W", coursera ? target + state : state + target),
            'b' => ("b", coursera ? target + "x" : other + target),
            'd' => ("b", coursera ? target + state : state + target),
            'p' => ("p", coursera ? target + "c" : "c" + target),
            _ when name.Length == 3 => ("R", coursera ? target + Index(name[2..]) : Index(name[2..]) + target),
            _ => null,
        };
    }

    private string Index(string letter) => _table!.TryGetValue(letter, out var name) ? name.Index : letter;

    private static (string, string, string) Gamma(string index) => ($"Γ{index}", $"\\Gamma_{{{index}}}", index);

    private static (string, string, string) Bold(string letter) => (letter, $"\\mathbf{{{letter}}}", letter.ToLowerInvariant());
}
