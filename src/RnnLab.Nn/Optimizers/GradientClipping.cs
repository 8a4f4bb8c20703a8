namespace RnnLab.Nn.Optimizers;

/// <summary>How gradients are kept from growing without bound (Pascanu, Mikolov and Bengio 2013).</summary>
public enum ClipMode
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>All gradients together are shortened to a greatest Euclidean norm; their direction stays.</summary>
    Norm,

    /// <summary>Each element is cut to an interval round zero, as char-rnn does.</summary>
    Value,
}

/// <summary>What clipping did.</summary>
/// <param name="NormBefore">The Euclidean norm of all gradients together, before.</param>
/// <param name="NormAfter">The norm that the optimizer sees.</param>
/// <param name="GradientScale">What the optimizer must multiply gradients with: clipping by norm is done there.</param>
/// <param name="ClippedElements">How many elements clipping by value cut.</param>
public readonly record struct ClipResult(double NormBefore, double NormAfter, double GradientScale, long ClippedElements)
{
    /// <summary>Whether anything was clipped.</summary>
    public bool Clipped => GradientScale < 1 || ClippedElements > 0;
}

/// <summary>Clipping over all parameters of a model.</summary>
public static class GradientClipping
{
    /// <summary>
    /// Clips and measures. By norm as torch.nn.utils.clip_grad_norm_ (scale = limit / (norm + 1e-6), at most 1), where the scale is only
    /// computed here and applied by the optimizer; by value as clip_grad_value_, in place.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not above 0.</exception>
    public static ClipResult Apply(ClipMode mode, double limit, IReadOnlyList<Parameter> parameters)
    {
        if (mode != ClipMode.None && !(limit > 0))
            throw new ArgumentOutOfRangeException(nameof(limit), $"The clipping limit must be above 0, not {limit}.");
        double before = Norm(parameters);
        switch (mode)
        {
            case ClipMode.Norm:
                double scale = limit / (before + 1e-6);
                scale = scale > 1 ? 1 : scale;
                return new ClipResult(before, before * scale, scale, 0);
            case ClipMode.Value:
                long clipped = 0;
                for (int n = 0; n < parameters.Count; n++)
                    clipped += parameters[n].Value.Backend.ClipValue(parameters[n].Gradient, limit);
                return new ClipResult(before, clipped > 0 ? Norm(parameters) : before, 1, clipped);
            default:
                return new ClipResult(before, before, 1, 0);
        }
    }

    /// <summary>The Euclidean norm of all gradients together.</summary>
    public static double Norm(IReadOnlyList<Parameter> parameters)
    {
        double sum = 0;
        for (int n = 0; n < parameters.Count; n++)
            sum += parameters[n].Value.Backend.SumOfSquares(parameters[n].Gradient);
        return Math.Sqrt(sum);
    }
}
