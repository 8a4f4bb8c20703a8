using RnnLab.Compute.Cpu.Memory;
using RnnLab.Compute.Validation;

namespace RnnLab.Compute.Cpu;

/// <summary>Token indices in native memory.</summary>
internal sealed unsafe class CpuIndexTensor(CpuBackend backend, Shape shape, MemoryPool pool) : IndexTensor(backend, shape)
{
    private readonly MemoryBlock _block = new(pool, shape.Count * sizeof(int));

    /// <summary>The first index.</summary>
    public int* Read() => (int*)_block.Read();

    /// <summary>The indices, once all of them are known to lie in [0, size).</summary>
    public int* ReadChecked(string operation, int size, int? ignored = null)
    {
        int* values = Read();
        TokenRange.Check(operation, new ReadOnlySpan<int>(values, checked((int)Shape.Count)), size, ignored);
        return values;
    }

    public override void CopyFrom(ReadOnlySpan<int> source)
    {
        HostSpan.CheckCount(source.Length, Shape);
        source.CopyTo(new Span<int>(_block.Write(Shape.Count * sizeof(int)), source.Length));
        GC.KeepAlive(this);
    }

    public override void CopyTo(Span<int> destination)
    {
        HostSpan.CheckCount(destination.Length, Shape);
        new ReadOnlySpan<int>(Read(), destination.Length).CopyTo(destination);
        GC.KeepAlive(this);
    }

    protected override void Dispose(bool disposing) => _block.Release();
}
