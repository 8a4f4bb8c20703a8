using RnnLab.Compute.Validation;

namespace RnnLab.Compute.Reference;

/// <summary>Float64 values in an ordinary array; a view refers to its root and an offset.</summary>
internal sealed class ReferenceTensor : Tensor
{
    private readonly ReferenceTensor _root;
    private readonly int _offset;
    private double[]? _values;

    public ReferenceTensor(ReferenceBackend backend, Shape shape)
        : base(backend, shape)
    {
        _root = this;
        _values = new double[checked((int)shape.Count)];
    }

    private ReferenceTensor(ReferenceTensor root, int offset, Shape shape)
        : base(root.Backend, shape)
    {
        _root = root;
        _offset = offset;
    }

    public Span<double> Values
    {
        get
        {
            ObjectDisposedException.ThrowIf(_root._values is null, this);
            return _root._values.AsSpan(_offset, (int)Shape.Count);
        }
    }

    public override Tensor View(long offset, Shape shape)
    {
        if (offset < 0 || offset + shape.Count > Shape.Count)
            throw new ShapeMismatchException($"A view of shape {shape} at offset {offset} reaches past the end of {Shape} ({Shape.Count} elements).");
        return new ReferenceTensor(_root, (int)(_offset + offset), shape);
    }

    public override void CopyFrom(ReadOnlySpan<float> source)
    {
        HostSpan.CheckCount(source.Length, Shape);
        var values = Values;
        for (int n = 0; n < source.Length; n++)
            values[n] = source[n];
    }

    public override void CopyFrom(ReadOnlySpan<double> source)
    {
        HostSpan.CheckCount(source.Length, Shape);
        source.CopyTo(Values);
    }

    public override void CopyTo(Span<float> destination)
    {
        HostSpan.CheckCount(destination.Length, Shape);
        var values = Values;
        for (int n = 0; n < values.Length; n++)
            destination[n] = (float)values[n];
    }

    public override void CopyTo(Span<double> destination)
    {
        HostSpan.CheckCount(destination.Length, Shape);
        Values.CopyTo(destination);
    }

    protected override void Dispose(bool disposing) => _values = null;
}
