using RnnLab.Training.Checkpoints;
using RnnLab.Training.Runs;

namespace RnnLab.Web.Components.Inside;

/// <summary>Finds the weights of a training step wherever a run keeps them, so that a link from the time machine shows the same weights on every page.</summary>
public static class StoredWeights
{
    /// <summary>The checkpoint of a step, else the step of the stored past; null where neither is kept.</summary>
    public static CheckpointInfo? Find(TrainingRun run, long step)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Checkpoints.FirstOrDefault(checkpoint => checkpoint.Step == step) ?? (run.History.FirstOrDefault(kept => kept.Step == step) is { } past ? new(past.Weights, past.Step, null) : null);
    }

    /// <summary>A run's checkpoints, with one of the stored past among them in its place.</summary>
    public static IReadOnlyList<CheckpointInfo> With(IReadOnlyList<CheckpointInfo> checkpoints, CheckpointInfo one) =>
        checkpoints.Any(known => known.Step == one.Step) ? checkpoints : [.. checkpoints.Append(one).OrderBy(known => known.Step)];
}
