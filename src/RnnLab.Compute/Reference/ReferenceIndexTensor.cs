using RnnLab.Compute.Validation;

namespace RnnLab.Compute.Reference;

/// <summary>Token indices in an ordinary array.</summary>
internal sealed class ReferenceIndexTensor(ReferenceBackend backend, Shape shape) : IndexTensor(backend, shape)
{
    private int[]? _values = new int[checked((int)shape.Count)];

    public int[] Values
    {
        get
        {
            ObjectDisposedException.ThrowIf(_values is null, this);
            return _values;
        }
    }

    public override void CopyFrom(ReadOnlySpan<int> source)
    {
        HostSpan.CheckCount(source.Length, Shape);
        source.CopyTo(Values);
    }

    public override void CopyTo(Span<int> destination)
    {
        HostSpan.CheckCount(destination.Length, Shape);
        Values.CopyTo(destination);
    }

    protected override void Dispose(bool disposing) => _values = null;
}
