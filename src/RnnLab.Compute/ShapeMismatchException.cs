namespace RnnLab.Compute;

/// <summary>Tensors whose shapes do not fit an operation; the message names the operation and every shape.</summary>
public sealed class ShapeMismatchException(string message) : ArgumentException(message);
