namespace RnnLab.Compute;

/// <summary>What <see cref="IComputeBackend.SoftmaxCrossEntropy"/> does beyond the plain loss.</summary>
/// <param name="IgnoreIndex">Rows with this target, which may lie outside the vocabulary, lose nothing and have no gradient; -100 in torch. Null for none.</param>
/// <param name="LabelSmoothing">s in [0, 1]: the target is 1 - s on the true symbol and s / V on every symbol.</param>
public readonly record struct CrossEntropyOptions(int? IgnoreIndex = null, double LabelSmoothing = 0);
