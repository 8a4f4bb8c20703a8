namespace RnnLab.Compute;

/// <summary>The recurrent cell. Gate orders follow PyTorch.</summary>
public enum CellKind
{
    /// <summary>Elman RNN, tanh: h' = tanh(W_ih x + b_ih + W_hh h + b_hh). G = 1.</summary>
    Rnn,

    /// <summary>Gated recurrent unit (Cho et al. 2014; reset after the product, as PyTorch and cuDNN): gates r z n. G = 3.</summary>
    Gru,

    /// <summary>Long short-term memory (Hochreiter and Schmidhuber 1997, with forget gate): gates i f g o. G = 4.</summary>
    Lstm,
}

/// <summary>Facts that follow from the kind of cell.</summary>
public static class CellKindExtensions
{
    /// <summary>G: the number of H-wide blocks in the cell's weight matrices.</summary>
    public static int GateCount(this CellKind cell) => cell switch
    {
        CellKind.Rnn => 1,
        CellKind.Gru => 3,
        _ => 4,
    };

    /// <summary>Whether the cell carries a cell state c beside its hidden state h.</summary>
    public static bool HasCellState(this CellKind cell) => cell == CellKind.Lstm;
}
