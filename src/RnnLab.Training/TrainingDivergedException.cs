namespace RnnLab.Training;

/// <summary>The loss or the gradients are no longer numbers to learn from; the message says what was seen and what to try.</summary>
public sealed class TrainingDivergedException(string message) : Exception(message);
