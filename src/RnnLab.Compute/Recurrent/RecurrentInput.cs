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

    /// <summary>
    /// How many elements each sequence has [B], 0 to T; null where all have T. What the input holds after them is padding: it may be any finite
    /// number or valid token, and changes nothing. At padded steps the state is carried, and gates, outputs and their gradients are zero
    /// (as PyTorch's packed sequences and <c>dynamic_rnn</c>).
    /// </summary>
    public IndexTensor? Lengths { get; init; }
}
