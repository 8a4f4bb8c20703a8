namespace RnnLab.Training.Sampling;

/// <summary>One character that a model wrote.</summary>
/// <param name="Text">The character.</param>
/// <param name="Index">Its index in the vocabulary.</param>
/// <param name="Probability">The probability it was drawn with, after temperature and top-k.</param>
public readonly record struct SampledToken(string Text, int Index, double Probability);
