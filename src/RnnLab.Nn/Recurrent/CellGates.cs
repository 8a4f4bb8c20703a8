using RnnLab.Compute;

namespace RnnLab.Nn.Recurrent;

/// <summary>What a cell computes at each step, by the names that the views show.</summary>
public static class CellGates
{
    private static readonly string[] Rnn = ["h"];
    private static readonly string[] Gru = ["r", "z", "n", "h"];
    private static readonly string[] Mgu = ["f", "n", "h"];
    private static readonly string[] Lstm = ["i", "f", "g", "o", "c", "h"];

    /// <summary>Gates in PyTorch's order, then the states: RNN h; GRU r z n h; minimal gated unit f n h; LSTM i f g o c h without the gates that a variant leaves out.</summary>
    public static IReadOnlyList<string> GateNames(this CellKind cell, LstmVariant variant = LstmVariant.None) => cell switch
    {
        CellKind.Rnn or CellKind.RnnRelu => Rnn,
        CellKind.Gru or CellKind.GruResetBefore => Gru,
        CellKind.Mgu => Mgu,
        _ when variant == LstmVariant.None => Lstm,
        _ => Left(new LstmGates(variant)),
    };

    /// <summary>The lowest and highest value a gate or state can take: sigmoid gates 0 to 1, tanh values -1 to 1, what no function bounds without bound.</summary>
    public static (double Low, double High) GateRange(this CellKind cell, string gate, LstmVariant variant = LstmVariant.None) => (cell, gate) switch
    {
        (CellKind.Gru or CellKind.GruResetBefore, "r" or "z") => (0, 1),
        (CellKind.Mgu, "f") => (0, 1),
        (CellKind.RnnRelu, "h") => (0, double.PositiveInfinity),
        (CellKind.Lstm, "c") => (double.NegativeInfinity, double.PositiveInfinity),
        (CellKind.Lstm, "g") when variant.Has(LstmVariant.NoInputActivation) => (double.NegativeInfinity, double.PositiveInfinity),
        (CellKind.Lstm, "h") when variant.Has(LstmVariant.NoOutputActivation) => (double.NegativeInfinity, double.PositiveInfinity),
        (CellKind.Lstm, "i" or "f" or "o") when cell.GateNames(variant).Contains(gate) => (0, 1),
        _ when cell.GateNames(variant).Contains(gate) => (-1, 1),
        _ => throw new ArgumentException($"A cell of kind {cell} has no gate or state called \"{gate}\"; it has {string.Join(", ", cell.GateNames(variant))}."),
    };

    private static string[] Left(LstmGates blocks)
    {
        (string Name, bool Has)[] all = [("i", blocks.Input >= 0), ("f", blocks.Forget >= 0), ("g", true), ("o", blocks.Output >= 0), ("c", true), ("h", true)];
        return [.. all.Where(gate => gate.Has).Select(gate => gate.Name)];
    }
}
