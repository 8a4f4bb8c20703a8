namespace RnnLab.Training.Metrics;

/// <summary>
/// The exponential moving average of char-rnn (0.99 of the old, 0.01 of the new), corrected for its start at zero as Adam corrects its moments,
/// so that the first values are averages of what has been seen and not a memory of nothing.
/// </summary>
internal sealed class SmoothedLoss
{
    private const double Keep = 0.99;

    /// <summary>The uncorrected average and the weight it has gathered; both are kept for an exact resume.</summary>
    public double Average { get; private set; }

    /// <summary>1 - 0.99^n after n values.</summary>
    public double Weight { get; private set; }

    public double Add(double loss)
    {
        Average = (Keep * Average) + ((1 - Keep) * loss);
        Weight = (Keep * Weight) + (1 - Keep);
        return Average / Weight;
    }

    public void Restore(double average, double weight)
    {
        Average = average;
        Weight = weight;
    }
}
