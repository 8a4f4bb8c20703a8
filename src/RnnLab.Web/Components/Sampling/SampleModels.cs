using RnnLab.Training;
using RnnLab.Training.Checkpoints;
using RnnLab.Training.Runs;
using RnnLab.Web.Components.Inside;

namespace RnnLab.Web.Components.Sampling;

/// <summary>A run that can write, with what it saved.</summary>
/// <param name="Run">The run.</param>
/// <param name="Checkpoints">Its checkpoints by step; empty while it trains towards its first.</param>
public sealed record SampleModel(TrainingRun Run, IReadOnlyList<CheckpointInfo> Checkpoints)
{
    /// <summary>The last checkpoint; null before the first.</summary>
    public CheckpointInfo? Latest => Checkpoints.MaxBy(checkpoint => checkpoint.Step);

    /// <summary>The checkpoint with the lowest validation loss; null where none was validated.</summary>
    public CheckpointInfo? Best => Checkpoints.Where(checkpoint => checkpoint.ValidationLoss is { } loss && double.IsFinite(loss)).MinBy(checkpoint => checkpoint.ValidationLoss);

    /// <summary>The checkpoint of a step or the weights that the stored past has of it, else the last checkpoint at or before it, else the first; null where there are none. It looks at the disk.</summary>
    public CheckpointInfo? At(long step) => StoredWeights.Find(Run, step)
        ?? Checkpoints.Where(checkpoint => checkpoint.Step <= step).MaxBy(checkpoint => checkpoint.Step) ?? Checkpoints.MinBy(checkpoint => checkpoint.Step);

    /// <summary>Reads a checkpoint's weights; without one, those of the live model.</summary>
    /// <exception cref="SafetensorsException">The file cannot be read.</exception>
    public Task<ModelSnapshot> LoadAsync(CheckpointInfo? checkpoint) => checkpoint is null ? Run.SnapshotAsync() : Task.FromResult(ModelSnapshot.Load(checkpoint.Path));

    /// <summary>All runs that have learned something, the newest first, then those that ship with RnnLab. It looks at the disk: not for the thread that draws.</summary>
    public static IReadOnlyList<SampleModel> All(RunRegistry registry) =>
        [.. registry.Models.Select(run => new SampleModel(run, run.Checkpoints)).Where(model => model.Checkpoints.Count > 0 || model.Run.Status == RunStatus.Running)];
}
