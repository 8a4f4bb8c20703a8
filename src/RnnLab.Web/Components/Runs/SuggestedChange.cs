using RnnLab.Training;

namespace RnnLab.Web.Components.Runs;

/// <summary>A change to try after a run has failed, ready to be opened in the Lab.</summary>
/// <param name="Words">What the change is, for a button.</param>
/// <param name="Config">The settings with the change made.</param>
public sealed record SuggestedChange(string Words, RunConfig Config)
{
    /// <summary>
    /// What to try after the loss was no longer a number or exploded: clip where nothing is clipped (Pascanu et al. 2013), otherwise smaller steps.
    /// </summary>
    public static SuggestedChange AfterExplosion(RunConfig config) => config.Clip == ClipKind.None
        ? new SuggestedChange("Clip the gradient's norm at 5", config with { Clip = ClipKind.Norm, ClipAt = 5 })
        : Slower(config, Math.Min(config.LearningRate / 10, 0.01));

    private static SuggestedChange Slower(RunConfig config, double rate)
    {
        // One digit is enough for a rate that is itself a guess.
        rate = double.Parse(rate.ToString("G1", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);
        return new SuggestedChange(FormattableString.Invariant($"Use a learning rate of {rate}"), config with { LearningRate = rate });
    }
}
