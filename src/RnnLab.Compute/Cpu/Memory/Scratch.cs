namespace RnnLab.Compute.Cpu.Memory;

/// <summary>Memory for the length of one operation.</summary>
internal readonly unsafe ref struct Scratch
{
    private readonly MemoryPool _pool;
    private readonly long _bytes;

    public Scratch(MemoryPool pool, long floats)
    {
        _pool = pool;
        _bytes = floats * sizeof(float);
        Floats = (float*)pool.Rent(ref _bytes, takeFinalized: false);
    }

    /// <summary>The memory; its contents are arbitrary.</summary>
    public float* Floats { get; }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _pool.Return((nint)Floats, _bytes, fromFinalizer: false);
}
