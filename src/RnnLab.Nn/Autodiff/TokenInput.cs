using RnnLab.Compute;

namespace RnnLab.Nn.Autodiff;

/// <summary>Token indices that a tape reads: the place stays, what lies in it changes from step to step.</summary>
public sealed class TokenInput
{
    private IndexTensor _value;

    /// <summary>Begins with these indices; later ones must have the same shape.</summary>
    public TokenInput(IndexTensor value) => _value = value;

    /// <summary>The extents, such as [T, B].</summary>
    public Shape Shape => _value.Shape;

    /// <summary>The indices that the next run reads.</summary>
    /// <exception cref="ShapeMismatchException">The new indices have another shape.</exception>
    public IndexTensor Value
    {
        get => _value;
        set => _value = value.Shape == _value.Shape
            ? value
            : throw new ShapeMismatchException($"This tape was recorded for tokens of shape {_value.Shape} and cannot run on {value.Shape}.");
    }
}
