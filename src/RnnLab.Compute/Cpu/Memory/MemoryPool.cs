using System.Runtime.InteropServices;

namespace RnnLab.Compute.Cpu.Memory;

/// <summary>
/// Native memory, aligned to a cache line, kept for reuse by size: a training step asks for the same sizes every time and so allocates
/// nothing after the first. Safe to give back to from any thread, finalizers among them.
/// </summary>
internal sealed unsafe class MemoryPool : IDisposable
{
    private const int Alignment = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, Stack<nint>> _free = [];
    private readonly Queue<(nint Address, long Bytes)> _finalized = [];
    private long _total;
    private bool _disposed;

    ~MemoryPool() => FreeAll();

    /// <summary>Memory for the given number of bytes, with one more cache line behind it. Its contents are arbitrary.</summary>
    /// <param name="bytes">How many bytes are wanted; becomes how many there are.</param>
    /// <param name="takeFinalized">
    /// Whether memory of tensors that were dropped without being disposed may be used. False within an operation, which holds bare addresses: one of its own tensors
    /// may just have been finalized.
    /// </param>
    /// <exception cref="InsufficientMemoryException">The machine has not that much.</exception>
    public nint Rent(ref long bytes, bool takeFinalized)
    {
        bytes = RoundUp(bytes);
        lock (_lock)
        {
            while (takeFinalized && _finalized.TryDequeue(out var dropped))
                Keep(dropped.Address, dropped.Bytes);
            if (_free.TryGetValue(bytes, out var stack) && stack.TryPop(out nint address))
                return address;
            long available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
            if (available > 0 && _total + bytes > available)
                throw Refusal(bytes, null);
            try
            {
                address = Allocate(bytes);
            }
            catch (OutOfMemoryException e)
            {
                throw Refusal(bytes, e);
            }

            _total += bytes;
            return address;
        }
    }

    /// <summary>Takes memory back.</summary>
    public void Return(nint address, long bytes, bool fromFinalizer)
    {
        lock (_lock)
        {
            if (_disposed)
                NativeMemory.AlignedFree((void*)address);
            else if (fromFinalizer)
                _finalized.Enqueue((address, bytes));
            else
                Keep(address, bytes);
        }
    }

    /// <summary>Frees what lies unused; memory still in use is freed as it comes back.</summary>
    public void Dispose()
    {
        FreeAll();
        GC.SuppressFinalize(this);
    }

    private static nint Allocate(long bytes)
    {
        if (bytes < LargePages.Size)
            return (nint)NativeMemory.AlignedAlloc((nuint)bytes + Alignment, Alignment);
        nint address = (nint)NativeMemory.AlignedAlloc((nuint)bytes + Alignment, (nuint)LargePages.Size);
        LargePages.Advise(address, bytes);
        return address;
    }

    private InsufficientMemoryException Refusal(long bytes, Exception? cause) => new(
        $"{bytes / 1e6:N0} MB more memory were asked for, beside {_total / 1e6:N0} MB in use, and this machine does not have them. Choose a smaller model, batch or sequence length.",
        cause);

    private void FreeAll()
    {
        lock (_lock)
        {
            _disposed = true;
            foreach (var stack in _free.Values)
            {
                while (stack.TryPop(out nint address))
                    NativeMemory.AlignedFree((void*)address);
            }

            while (_finalized.TryDequeue(out var dropped))
                NativeMemory.AlignedFree((void*)dropped.Address);
        }
    }

    private void Keep(nint address, long bytes)
    {
        if (!_free.TryGetValue(bytes, out var stack))
            _free[bytes] = stack = [];
        stack.Push(address);
    }

    /// <summary>Few enough sizes that nearly equal requests share: steps of an eighth of a power of two.</summary>
    private static long RoundUp(long bytes)
    {
        long step = Math.Max(Alignment, (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)Math.Max(bytes, 1)) / 16);
        return (Math.Max(bytes, 1) + step - 1) / step * step;
    }
}
