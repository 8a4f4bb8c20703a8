namespace RnnLab.Compute.Recurrent;

/// <summary>
/// What a recurrent layer reads: dense vectors [T, B, I], or token indices [T, B] that stand for one-hot vectors of
/// width I, whose product with the input weights is a gather of columns.
/// </summary>
public readonly struct RecurrentInput
{
    /// <summary>Dense input [T, B, I].</summary>
    public RecurrentInput(Tensor dense) => Dense = dense;

    /// <summary>One-hot input given as token indices [T, B].</summary>
    public RecurrentInput(IndexTensor tokens) => Tokens = tokens;

    /// <summary>The dense input, or null for one-hot input.</summary>
    public Tensor? Dense { get; }

    /// <summary>The token indices, or null for dense input.</summary>
    public IndexTensor? Tokens { get; }
}
