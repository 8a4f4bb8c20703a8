namespace RnnLab.Web.Components.Runs.Curves;

/// <summary>
/// Exponential moving average without the bias of a zero start: <c>m = w m + (1 - w) y</c>, shown as <c>m / (1 - w^n)</c>
/// (Kingma and Ba 2014, section 3; TensorBoard smooths its curves in the same way).
/// </summary>
/// <param name="weight">How much of the past is kept at each value, 0 (no smoothing) to below 1.</param>
public sealed class MovingAverage(double weight)
{
    private double _mean;
    private double _rest = 1;

    /// <summary>Adds a value and returns the average so far; a value that is not finite leaves the average alone and comes back as NaN.</summary>
    public double Next(double value)
    {
        if (!double.IsFinite(value))
            return double.NaN;
        _mean = weight * _mean + (1 - weight) * value;
        _rest *= weight;
        return _mean / (1 - _rest);
    }
}
