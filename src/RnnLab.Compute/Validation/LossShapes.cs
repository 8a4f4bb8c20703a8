namespace RnnLab.Compute.Validation;

/// <summary>The shape rules of losses.</summary>
internal static class LossShapes
{
    /// <summary>Outputs [.., 6M + 1], points [.., 3] and one loss a row; returns M.</summary>
    public static int MixtureDensity(Shape outputs, Shape points, Shape losses, Shape? gradient)
    {
        if (outputs.Columns < 7 || outputs.Columns % 6 != 1)
            throw new ShapeMismatchException($"MixtureDensity: outputs {outputs} must be 6 M + 1 wide for M components: 7, 13, 19, and so on.");
        if (points.Columns != 3 || points.Rows != outputs.Rows || losses.Count != outputs.Rows)
            throw new ShapeMismatchException($"MixtureDensity: outputs {outputs} have {outputs.Rows} rows; the points {points} must be [{outputs.Rows}, 3] and the losses {losses} [{outputs.Rows}].");
        if (gradient is { } g)
            OperationShapes.Same("MixtureDensity (outputs, gradient)", outputs, g);
        return outputs.Columns / 6;
    }

    /// <summary>Label smoothing lies in [0, 1].</summary>
    public static void CheckSmoothing(double smoothing)
    {
        if (!(smoothing is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(smoothing), smoothing, "Label smoothing must lie between 0 and 1.");
    }
}
