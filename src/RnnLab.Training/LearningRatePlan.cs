using RnnLab.Nn.Schedules;

namespace RnnLab.Training;

/// <summary>The learning rate of each step of a run: its schedule times its warm-up.</summary>
internal sealed class LearningRatePlan
{
    private readonly RunConfig _config;
    private readonly long _stepsPerEpoch;
    private readonly ILearningRateSchedule _schedule;
    private readonly LinearWarmup _warmup;

    public LearningRatePlan(RunConfig config, long stepsPerEpoch, long totalSteps)
    {
        _config = config;
        _stepsPerEpoch = Math.Max(stepsPerEpoch, 1);
        _warmup = new(config.WarmupSteps);
        _schedule = config.Schedule switch
        {
            ScheduleKind.Constant or ScheduleKind.Plateau => new ConstantSchedule(config.LearningRate),
            ScheduleKind.Step => new StepSchedule(config.LearningRate, config.LearningRateDecay, Math.Max(config.LearningRateDecayAfter, 1)),
            ScheduleKind.Exponential => new ExponentialSchedule(config.LearningRate, config.LearningRateDecay),
            ScheduleKind.Cosine => new CosineSchedule(config.LearningRate, totalSteps, config.LearningRateMinimum),
            _ => new CharRnnDecaySchedule(config.LearningRate, config.LearningRateDecay, Math.Max(config.LearningRateDecayAfter, 1)),
        };
    }

    /// <summary>The rate of the step that follows <paramref name="step"/> steps.</summary>
    public double Rate(long step, ValidationProgress progress)
    {
        double rate = _config.Schedule switch
        {
            ScheduleKind.Cosine => _schedule.LearningRate(step),
            ScheduleKind.Plateau => progress.Plateau?.Rate ?? _config.LearningRate,
            _ => _schedule.LearningRate(step / _stepsPerEpoch),
        };
        return rate * _warmup.Factor(step);
    }
}
