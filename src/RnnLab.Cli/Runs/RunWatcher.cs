using RnnLab.Training.Checkpoints;
using RnnLab.Training.Metrics;
using RnnLab.Training.Runs;

namespace RnnLab.Cli.Runs;

/// <summary>Follows a run's feed and tells a reporter what is new, until the run stands.</summary>
internal sealed class RunWatcher(TrainingRun run, ITrainReporter reporter)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly HashSet<string> _checkpoints = [.. run.Checkpoints.Select(checkpoint => checkpoint.Path)];
    private int _metrics = run.Feed.Metrics.Count, _validations = run.Feed.Validations.Count, _samples = run.Feed.Samples.Count;

    /// <summary>Follows until the run is neither training nor waiting. <paramref name="interrupt"/> pauses it, with a checkpoint.</summary>
    public async Task WatchAsync(CancellationToken interrupt)
    {
        var settled = run.WhenSettledAsync(CancellationToken.None);
        Task? pausing = null;
        while (!settled.IsCompleted)
        {
            if (interrupt.IsCancellationRequested)
                pausing ??= run.PauseAsync();
            Tell();
            var wake = Task.Delay(Interval, pausing is null ? interrupt : CancellationToken.None);
            await Task.WhenAny(settled, wake);
        }

        await settled;
        if (pausing is not null)
            await pausing;
        Tell();
    }

    /// <summary>Merges the feed's lists by step.</summary>
    private void Tell()
    {
        var feed = run.Feed;
        var metrics = feed.Metrics;
        // A validation and a sample are published after their step, so reading the steps last loses none.
        int validations = feed.Validations.Count, samples = feed.Samples.Count, steps = metrics.Count;
        for (; _metrics < steps; _metrics++)
        {
            var point = metrics[_metrics];
            reporter.Step(point);
            TellSamples(samples, point.Step);
            TellValidations(validations, point);
        }

        if (steps > 0)
        {
            TellSamples(samples, long.MaxValue);
            TellValidations(validations, metrics[steps - 1] with { Step = long.MaxValue });
        }

        foreach (var checkpoint in run.Checkpoints)
        {
            if (_checkpoints.Add(checkpoint.Path))
                reporter.Checkpoint(checkpoint with { ValidationLoss = ExactLoss(checkpoint) });
        }
    }

    /// <summary>The loss with all its decimals; the file's name has four.</summary>
    private double? ExactLoss(CheckpointInfo checkpoint)
    {
        foreach (var validation in run.Feed.Validations)
        {
            if (validation.Step == checkpoint.Step)
                return validation.Loss;
        }

        return checkpoint.ValidationLoss;
    }

    private void TellSamples(int end, long step)
    {
        for (; _samples < end && run.Feed.Samples[_samples].Step <= step; _samples++)
            reporter.Sample(run.Feed.Samples[_samples]);
    }

    private void TellValidations(int end, in MetricsPoint until)
    {
        for (; _validations < end && run.Feed.Validations[_validations].Step <= until.Step; _validations++)
            reporter.Validation(run.Feed.Validations[_validations], until);
    }
}
