namespace RnnLab.Nn.Schedules;

/// <summary>Where a <see cref="ReduceOnPlateau"/> stands: all that a run must keep to go on exactly.</summary>
/// <param name="Rate">The present rate.</param>
/// <param name="Best">The best loss so far; null before the first.</param>
/// <param name="Bad">Losses in a row that were not better.</param>
/// <param name="Cooldown">Losses that will still be forgiven.</param>
public sealed record PlateauState(double Rate, double? Best = null, int Bad = 0, int Cooldown = 0);

/// <summary>
/// Multiplies the rate with a factor whenever the validation loss has stopped falling, as torch's ReduceLROnPlateau (mode min, relative threshold).
/// </summary>
/// <param name="Factor">What the rate is multiplied with, below 1; 0.1 in torch.</param>
/// <param name="Patience">Losses without improvement that are still borne; the next one reduces the rate.</param>
/// <param name="Threshold">A loss counts as better when it is below (1 - threshold) times the best; 1e-4 in torch.</param>
/// <param name="Cooldown">Losses after a reduction during which nothing is counted.</param>
/// <param name="Minimum">The rate never falls below this.</param>
public sealed record ReduceOnPlateau(double Factor = 0.1, int Patience = 10, double Threshold = 1e-4, int Cooldown = 0, double Minimum = 0)
{
    /// <summary>torch's eps: smaller changes of the rate are not made.</summary>
    private const double SmallestChange = 1e-8;

    /// <summary>The state after one more validation loss.</summary>
    public PlateauState Observe(PlateauState state, double loss)
    {
        var (rate, best, bad, cooldown) = state;
        if (best is not { } known || loss < known * (1 - Threshold))
            (best, bad) = (loss, 0);
        else
            bad++;
        if (cooldown > 0)
            (cooldown, bad) = (cooldown - 1, 0);
        if (bad <= Patience)
            return new(rate, best, bad, cooldown);
        double reduced = Math.Max(rate * Factor, Minimum);
        return new(rate - reduced > SmallestChange ? reduced : rate, best, 0, Cooldown);
    }
}
