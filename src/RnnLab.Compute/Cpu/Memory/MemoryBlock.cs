using System.Runtime.InteropServices;

namespace RnnLab.Compute.Cpu.Memory;

/// <summary>
/// The memory of one tensor and its views. It is cleared when first read, not when allocated: most tensors are overwritten whole
/// before anybody reads them.
/// </summary>
internal sealed unsafe class MemoryBlock
{
    private readonly MemoryPool _pool;
    private readonly long _bytes;
    private readonly long _usedBytes;
    private nint _address;
    private bool _clearPending;

    public MemoryBlock(MemoryPool pool, long usedBytes)
    {
        _pool = pool;
        _usedBytes = usedBytes;
        _bytes = usedBytes;
        _address = pool.Rent(ref _bytes, takeFinalized: true);
        _clearPending = true;
    }

    ~MemoryBlock() => Release(fromFinalizer: true);

    /// <summary>The memory, with its contents.</summary>
    public void* Read()
    {
        void* address = Address;
        if (_clearPending)
        {
            NativeMemory.Clear(address, (nuint)_usedBytes);
            _clearPending = false;
        }

        return address;
    }

    /// <summary>The memory, for a caller who overwrites the given number of bytes without reading them.</summary>
    public void* Write(long bytes)
    {
        if (bytes < _usedBytes)
            return Read();
        _clearPending = false;
        return Address;
    }

    /// <summary>Gives the memory back; a second call does nothing.</summary>
    public void Release() => Release(fromFinalizer: false);

    private void* Address => _address != 0 ? (void*)_address : throw new ObjectDisposedException(nameof(Tensor), "This tensor, or the one it is a view of, was disposed of.");

    private void Release(bool fromFinalizer)
    {
        nint address = Interlocked.Exchange(ref _address, 0);
        if (address == 0)
            return;
        _pool.Return(address, _bytes, fromFinalizer);
        if (!fromFinalizer)
            GC.SuppressFinalize(this);
    }
}
