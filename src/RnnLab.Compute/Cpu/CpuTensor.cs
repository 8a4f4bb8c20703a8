using RnnLab.Compute.Cpu.Memory;
using RnnLab.Compute.Validation;

namespace RnnLab.Compute.Cpu;

/// <summary>Float32 values in native memory; a view holds on to the block of its root.</summary>
internal sealed unsafe class CpuTensor : Tensor
{
    private readonly MemoryBlock _block;
    private readonly long _offset;
    private readonly bool _ownsBlock;

    public CpuTensor(CpuBackend backend, Shape shape, MemoryPool pool)
        : base(backend, shape)
    {
        _block = new MemoryBlock(pool, shape.Count * sizeof(float));
        _ownsBlock = true;
    }

    private CpuTensor(IComputeBackend backend, Shape shape, MemoryBlock block, long offset)
        : base(backend, shape)
    {
        _block = block;
        _offset = offset;
    }

    /// <summary>The first element, for reading or updating.</summary>
    public float* Read() => (float*)_block.Read() + _offset;

    /// <summary>The first element, for overwriting all elements without reading one.</summary>
    public float* Write() => (float*)_block.Write(Shape.Count * sizeof(float)) + _offset;

    public override Tensor View(long offset, Shape shape)
    {
        if (offset < 0 || offset + shape.Count > Shape.Count)
            throw new ShapeMismatchException($"A view of shape {shape} at offset {offset} reaches past the end of {Shape} ({Shape.Count} elements).");
        return new CpuTensor(Backend, shape, _block, _offset + offset);
    }

    public override void CopyFrom(ReadOnlySpan<float> source)
    {
        HostSpan.CheckCount(source.Length, Shape);
        source.CopyTo(new Span<float>(Write(), source.Length));
        GC.KeepAlive(this);
    }

    public override void CopyFrom(ReadOnlySpan<double> source)
    {
        HostSpan.CheckCount(source.Length, Shape);
        float* values = Write();
        for (int n = 0; n < source.Length; n++)
            values[n] = (float)source[n];
        GC.KeepAlive(this);
    }

    public override void CopyTo(Span<float> destination)
    {
        HostSpan.CheckCount(destination.Length, Shape);
        new ReadOnlySpan<float>(Read(), destination.Length).CopyTo(destination);
        GC.KeepAlive(this);
    }

    public override void CopyTo(Span<double> destination)
    {
        HostSpan.CheckCount(destination.Length, Shape);
        float* values = Read();
        for (int n = 0; n < destination.Length; n++)
            destination[n] = values[n];
        GC.KeepAlive(this);
    }

    protected override void Dispose(bool disposing)
    {
        if (_ownsBlock)
            _block.Release();
    }
}
