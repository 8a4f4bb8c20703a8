namespace RnnLab.Compute;

/// <summary>
/// A row-major block of numbers whose memory belongs to a backend: float32 on fast backends, float64 on the
/// reference. Dispose returns the memory to the backend's pool; a view shares memory and owns none.
/// </summary>
public abstract class Tensor : IDisposable
{
    /// <summary>Names the tensor's shape and its backend.</summary>
    protected Tensor(IComputeBackend backend, Shape shape)
    {
        Backend = backend;
        Shape = shape;
    }

    /// <summary>The backend whose memory this is; ops of another backend refuse it.</summary>
    public IComputeBackend Backend { get; }

    /// <summary>The extents, row-major.</summary>
    public Shape Shape { get; }

    /// <summary>A window on <paramref name="shape"/> elements from <paramref name="offset"/> on, sharing this memory.</summary>
    /// <exception cref="ShapeMismatchException">The window reaches past the end.</exception>
    public abstract Tensor View(long offset, Shape shape);

    /// <summary>The same memory seen with another shape of equal count.</summary>
    public Tensor Reshape(Shape shape) => shape.Count == Shape.Count
        ? View(0, shape)
        : throw new ShapeMismatchException($"A tensor of shape {Shape} cannot be reshaped to {shape}: {Shape.Count} elements against {shape.Count}.");

    /// <summary>Overwrites all elements from host memory of the same count.</summary>
    public abstract void CopyFrom(ReadOnlySpan<float> source);

    /// <summary>Overwrites all elements from host memory of the same count.</summary>
    public abstract void CopyFrom(ReadOnlySpan<double> source);

    /// <summary>Copies all elements to host memory of the same count.</summary>
    public abstract void CopyTo(Span<float> destination);

    /// <summary>Copies all elements to host memory of the same count.</summary>
    public abstract void CopyTo(Span<double> destination);

    /// <summary>The elements as a new host array; for tests, checkpoints and views, not for the training step.</summary>
    public float[] ToArray()
    {
        var values = new float[Shape.Count];
        CopyTo(values);
        return values;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Returns owned memory to the pool; a second call does nothing.</summary>
    protected abstract void Dispose(bool disposing);
}
