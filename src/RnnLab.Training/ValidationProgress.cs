using RnnLab.Nn.Schedules;

namespace RnnLab.Training;

/// <summary>
/// What a run remembers of its validations: where its plateau schedule stands, and how long it has not improved. Part of <c>state.json</c>, so that a resumed run
/// slows down and stops where the unbroken one would have.
/// </summary>
/// <param name="Plateau">The plateau schedule; null before the first validation or without that schedule.</param>
/// <param name="Best">The lowest validation loss so far; null before the first.</param>
/// <param name="Stale">Validations in a row since then that were not lower.</param>
/// <param name="Stopped">Whether patience has run out.</param>
public sealed record ValidationProgress(PlateauState? Plateau = null, double? Best = null, int Stale = 0, bool Stopped = false)
{
    /// <summary>After one more validation loss, in nats per character.</summary>
    public ValidationProgress Observe(double loss, RunConfig config)
    {
        bool better = !(Best <= loss);
        int stale = better ? 0 : Stale + 1;
        var plateau = config.Schedule == ScheduleKind.Plateau
            ? new ReduceOnPlateau(config.LearningRateDecay, config.PlateauPatience, Minimum: config.LearningRateMinimum).Observe(Plateau ?? new(config.LearningRate), loss)
            : null;
        return new(plateau, better ? loss : Best, stale, config.Patience > 0 && stale >= config.Patience);
    }

    /// <summary>As somebody wants it who starts a run that had stopped early: with fresh patience.</summary>
    public ValidationProgress Continued() => this with { Stale = 0, Stopped = false };
}
