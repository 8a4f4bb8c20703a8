namespace RnnLab.Training.Checkpoints;

/// <summary>A checkpoint on disk.</summary>
/// <param name="Path">The safetensors file.</param>
/// <param name="Step">The weights after this training step.</param>
/// <param name="ValidationLoss">The validation loss at that very step, nats per character; null where that step was not validated.</param>
public sealed record CheckpointInfo(string Path, long Step, double? ValidationLoss);
