using RnnLab.Compute;

namespace RnnLab.Nn.Recurrent;

/// <summary>What a cell computes at each step, by the names that the views show.</summary>
public static class CellGates
{
    private static readonly string[] Rnn = ["h"];
    private static readonly string[] Gru = ["r", "z", "n", "h"];
    private static readonly string[] Lstm = ["i", "f", "g", "o", "c", "h"];

    /// <summary>Gates in PyTorch's order, then the states: RNN h; GRU r z n h; LSTM i f g o c h.</summary>
    public static IReadOnlyList<string> GateNames(this CellKind cell) => cell switch
    {
        CellKind.Rnn => Rnn,
        CellKind.Gru => Gru,
        _ => Lstm,
    };

    /// <summary>The lowest and highest value a gate or state can take: sigmoid gates 0 to 1, tanh values -1 to 1, the cell state without bound.</summary>
    public static (double Low, double High) GateRange(this CellKind cell, string gate) => (cell, gate) switch
    {
        (CellKind.Gru, "r" or "z") => (0, 1),
        (CellKind.Lstm, "i" or "f" or "o") => (0, 1),
        (CellKind.Lstm, "c") => (double.NegativeInfinity, double.PositiveInfinity),
        _ when cell.GateNames().Contains(gate) => (-1, 1),
        _ => throw new ArgumentException($"A cell of kind {cell} has no gate or state called \"{gate}\"; it has {string.Join(", ", cell.GateNames())}."),
    };
}
