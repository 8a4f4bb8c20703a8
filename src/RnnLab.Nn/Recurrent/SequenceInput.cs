using RnnLab.Compute;
using RnnLab.Compute.Recurrent;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Recurrent;

/// <summary>What a recurrent layer on a tape reads: dense vectors [T, B, I], or tokens [T, B] that stand for one-hot vectors.</summary>
public readonly struct SequenceInput
{
    /// <summary>Dense input [T, B, I].</summary>
    public SequenceInput(Variable dense) => Dense = dense;

    /// <summary>One-hot input given as tokens [T, B].</summary>
    public SequenceInput(TokenInput tokens) => Tokens = tokens;

    /// <summary>The dense input, or null for one-hot input.</summary>
    public Variable? Dense { get; }

    /// <summary>The tokens, or null for dense input.</summary>
    public TokenInput? Tokens { get; }

    /// <summary>How many elements each sequence has [B], 0 to T; null where all have T. The rest is padding and changes nothing.</summary>
    public TokenInput? Lengths { get; init; }

    /// <summary>T and B.</summary>
    public (int Time, int Batch) Extents
    {
        get
        {
            Shape shape = Dense?.Shape ?? Tokens!.Shape;
            return shape.Rank == (Dense is null ? 2 : 3)
                ? (shape[0], shape[1])
                : throw new ShapeMismatchException($"A recurrent layer reads [T, B, I] or tokens [T, B], not {shape}.");
        }
    }

    internal RecurrentInput Current => Dense is { } dense
        ? new RecurrentInput(dense.Value) { Lengths = Lengths?.Value }
        : new RecurrentInput(Tokens!.Value) { Lengths = Lengths?.Value };
}
