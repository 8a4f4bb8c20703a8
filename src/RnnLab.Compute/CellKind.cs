namespace RnnLab.Compute;

/// <summary>The recurrent cell. Gate orders follow PyTorch.</summary>
public enum CellKind
{
    /// <summary>Elman RNN, tanh: h' = tanh(W_ih x + b_ih + W_hh h + b_hh). G = 1.</summary>
    Rnn,

    /// <summary>Gated recurrent unit (Cho et al. 2014; reset after the product, as PyTorch and cuDNN): gates r z n. G = 3.</summary>
    Gru,

    /// <summary>Long short-term memory (Hochreiter and Schmidhuber 1997, with forget gate): gates i f g o. G = 4, fewer in some of its variants.</summary>
    Lstm,

    /// <summary>Elman RNN with max(x, 0) in place of tanh (Le, Jaitly and Hinton 2015; PyTorch's nonlinearity='relu'). G = 1.</summary>
    RnnRelu,

    /// <summary>
    /// Gated recurrent unit as in Cho et al. 2014, with the reset before the product: n = tanh(W_in x + b_in + W_hn (r * h) + b_hn). Gates r z n. G = 3.
    /// </summary>
    GruResetBefore,

    /// <summary>
    /// Minimal gated unit (Zhou et al. 2016): one gate for both jobs, n = tanh(W_in x + b_in + W_hn (f * h) + b_hn), h' = (1 - f) * h + f * n. Gates f n. G = 2.
    /// </summary>
    Mgu,
}

/// <summary>Facts that follow from the kind of cell.</summary>
public static class CellKindExtensions
{
    /// <summary>G: the number of H-wide blocks in the cell's weight matrices.</summary>
    public static int GateCount(this CellKind cell, LstmVariant variant = LstmVariant.None) => cell switch
    {
        CellKind.Rnn or CellKind.RnnRelu => 1,
        CellKind.Mgu => 2,
        CellKind.Gru or CellKind.GruResetBefore => 3,
        _ => new LstmGates(variant).Count,
    };

    /// <summary>Whether the cell carries a cell state c beside its hidden state h.</summary>
    public static bool HasCellState(this CellKind cell) => cell == CellKind.Lstm;

    /// <summary>Whether the cell keeps a vector [T, B, H] for its candidate: W_hn h + b_hn of the GRU, r * h of those that reset before the product.</summary>
    public static bool KeepsCandidateRecurrent(this CellKind cell) => cell is CellKind.Gru or CellKind.GruResetBefore or CellKind.Mgu;

    /// <summary>Whether the candidate's recurrent product can only begin when a gate of the same step is known.</summary>
    public static bool ResetsBeforeProduct(this CellKind cell) => cell is CellKind.GruResetBefore or CellKind.Mgu;
}
