namespace RnnLab.Compute;

/// <summary>A row-major block of 32-bit token indices whose memory belongs to a backend.</summary>
public abstract class IndexTensor : IDisposable
{
    /// <summary>Names the tensor's shape and its backend.</summary>
    protected IndexTensor(IComputeBackend backend, Shape shape)
    {
        Backend = backend;
        Shape = shape;
    }

    /// <summary>The backend whose memory this is.</summary>
    public IComputeBackend Backend { get; }

    /// <summary>The extents, row-major.</summary>
    public Shape Shape { get; }

    /// <summary>Overwrites all indices from host memory of the same count.</summary>
    public abstract void CopyFrom(ReadOnlySpan<int> source);

    /// <summary>Copies all indices to host memory of the same count.</summary>
    public abstract void CopyTo(Span<int> destination);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Returns owned memory to the pool; a second call does nothing.</summary>
    protected abstract void Dispose(bool disposing);
}
