using RnnLab.Training.Checkpoints;
using RnnLab.Training.Metrics;
using RnnLab.Training.Runs;

namespace RnnLab.Cli.Runs;

/// <summary>How a run stands when the command ends.</summary>
internal sealed record RunOutcome
{
    /// <summary>The run's id.</summary>
    public required string Run { get; init; }

    /// <summary>Training steps done, over all sessions.</summary>
    public required long Steps { get; init; }

    /// <summary>Mean nats per character over the last epoch's steps (over all, where there was less than one epoch); null before the first step.</summary>
    public required double? TrainLoss { get; init; }

    /// <summary>The last validation loss in nats per character; null without validation.</summary>
    public required double? ValidationLoss { get; init; }

    /// <summary>Seconds of training, over all sessions.</summary>
    public required double Seconds { get; init; }

    /// <summary>The last checkpoint; null where none was written.</summary>
    public required string? Checkpoint { get; init; }

    /// <summary>The checkpoint with the lowest validation loss; null without validation.</summary>
    public required string? BestCheckpoint { get; init; }

    /// <summary>Reads it off a run that stands.</summary>
    public static RunOutcome Of(TrainingRun run)
    {
        var checkpoints = run.Checkpoints;
        return new()
        {
            Run = run.Id,
            Steps = run.Feed.Latest?.Step ?? 0,
            TrainLoss = LastEpochLoss(run.Feed.Metrics),
            ValidationLoss = run.Feed.LatestValidation?.Loss,
            Seconds = run.Feed.Latest?.SecondsElapsed ?? 0,
            Checkpoint = checkpoints.LastOrDefault()?.Path,
            BestCheckpoint = checkpoints.Where(checkpoint => checkpoint.ValidationLoss is not null).MinBy((CheckpointInfo checkpoint) => checkpoint.ValidationLoss)?.Path,
        };
    }

    private static double? LastEpochLoss(AppendOnlyLog<MetricsPoint> metrics)
    {
        int end = metrics.Count, begin = end;
        if (end == 0)
            return null;
        double from = metrics[end - 1].Epoch - 1 + 1e-9, total = 0;
        while (begin > 0 && metrics[begin - 1].Epoch > from)
            total += metrics[--begin].Loss;
        return total / (end - begin);
    }
}
