namespace RnnLab.Training.Runs;

/// <content>A longer run out of one that stands.</content>
public sealed partial class TrainingRun
{
    /// <summary>
    /// Gives a standing run another length, counted from its beginning; Start then goes on. The steps themselves do not depend on how many follow, so
    /// the curve is that of a run which had been given that length at once.
    /// </summary>
    /// <param name="epochs">Passes over the training part in all; null leaves them, or raises them to hold <paramref name="maxSteps"/>.</param>
    /// <param name="maxSteps">Steps in all; null for as many as the epochs have.</param>
    public Task<CommandResult> ExtendAsync(int? epochs, long? maxSteps = null) => CommandAsync(() =>
    {
        lock (_sync)
        {
            if (_status is RunStatus.Running or RunStatus.Queued)
                return new(false, "Pause the run first; then it can be given another length.");
            if (_status == RunStatus.Failed)
                return new(false, _message ?? "This run failed; it cannot be extended.");
        }

        long needed = maxSteps is { } steps ? (steps + StepsPerEpoch - 1) / StepsPerEpoch : 1;
        var config = Config with { Epochs = epochs ?? (int)Math.Clamp(needed, Config.Epochs, int.MaxValue), MaxSteps = maxSteps };
        long done = Feed.Latest?.Step ?? 0;
        if (config.Validate().FirstOrDefault() is { } problem)
            return new(false, problem.Message);
        if (Math.Min(config.Epochs * StepsPerEpoch, maxSteps ?? long.MaxValue) <= done)
            return new(false, $"The run has done {Count(done, "step")} already, and lengths count from its beginning: ask for more than that.");
        try
        {
            if (_trainer is { IsCommitted: false })
                return new(false, "The run holds steps that are not on the disk yet. Start and pause it first.");
            DropTrainer();
            RunFolder.WriteText(_folder.Config, RunConfigJson.Write(config));
        }
        catch (Exception trouble) when (DiskTrouble.Is(trouble))
        {
            return new(false, $"The length could not be changed. {DiskTrouble.Describe(trouble)}");
        }

        Volatile.Write(ref _config, config);
        SetStatus(Status == RunStatus.Finished ? RunStatus.Paused : Status, null);
        return new(true, $"The run now has {Count(TotalSteps, "step")}, {Count(TotalSteps - done, "step")} of them to go.");
    });
}
