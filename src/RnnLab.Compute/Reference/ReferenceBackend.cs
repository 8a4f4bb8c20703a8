namespace RnnLab.Compute.Reference;

/// <summary>
/// The oracle: every operation in float64 and in the plainest possible code, one loop under the other, as its formula is written.
/// Faster backends are tested against it, and "recompute" in the views derives a shown number again with it. Not made for speed.
/// </summary>
public sealed partial class ReferenceBackend : IComputeBackend
{
    /// <inheritdoc/>
    public string Name => "reference-f64";

    /// <inheritdoc/>
    public string Description => "Reference: float64, one thread, plain loops.";

    /// <inheritdoc/>
    public Tensor Allocate(Shape shape) => new ReferenceTensor(this, shape);

    /// <inheritdoc/>
    public IndexTensor AllocateIndices(Shape shape) => new ReferenceIndexTensor(this, shape);

    /// <inheritdoc/>
    public void Dispose()
    {
        // Ordinary arrays: nothing to give back.
    }

    private Span<double> Values(Tensor tensor) => tensor is ReferenceTensor own && ReferenceEquals(own.Backend, this)
        ? own.Values
        : throw new ArgumentException($"A tensor {tensor.Shape} of the backend {tensor.Backend.Name} was given to {Name}; copy its values into a tensor of this backend first.");

    private int[] Values(IndexTensor tensor) => tensor is ReferenceIndexTensor own && ReferenceEquals(own.Backend, this)
        ? own.Values
        : throw new ArgumentException($"Indices {tensor.Shape} of the backend {tensor.Backend.Name} were given to {Name}; copy their values into indices of this backend first.");
}
