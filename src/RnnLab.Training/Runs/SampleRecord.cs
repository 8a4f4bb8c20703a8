namespace RnnLab.Training.Runs;

/// <summary>A text that the model wrote while it was being trained.</summary>
/// <param name="Step">The weights after this training step.</param>
/// <param name="Text">What it wrote, from a zero state.</param>
/// <param name="Temperature">The temperature it was drawn at.</param>
/// <param name="Seed">The seed of the draws.</param>
public sealed record SampleRecord(long Step, string Text, double Temperature, ulong Seed);
