using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace RnnLab.Compute.Cpu.Memory;

/// <summary>
/// Memory that is wanted next, fetched into the second-level cache a share at a time between pieces of work that compute from nearer caches. Only hints: results do
/// not depend on them.
/// </summary>
internal unsafe struct PrefetchQueue
{
    private const int LineBytes = 64, Most = 8;

    private fixed long _addresses[Most];
    private fixed int _lines[Most];
    private int _count, _current, _total, _share;

    /// <summary>Adds neighbouring floats.</summary>
    public void Add(float* address, nint floats)
    {
        if (!Sse.IsSupported || floats <= 0 || _count == Most)
            return;
        _addresses[_count] = (long)address;
        _lines[_count] = (int)((floats * sizeof(float) + LineBytes - 1) / LineBytes);
        _total += _lines[_count++];
    }

    /// <summary>Says how many calls of <see cref="Next"/> there will be.</summary>
    public void Divide(int calls) => _share = (_total + calls - 1) / calls;

    /// <summary>Fetches one share.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Next()
    {
        if (_current < _count)
            Fetch();
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Fetch()
    {
        for (int left = _share; left > 0 && _current < _count;)
        {
            int lines = Math.Min(left, _lines[_current]);
            byte* line = (byte*)_addresses[_current], end = line + (nint)lines * LineBytes;
            for (; line < end; line += LineBytes)
                Sse.Prefetch1(line);
            left -= lines;
            _addresses[_current] = (long)end;
            if ((_lines[_current] -= lines) == 0)
                _current++;
        }
    }
}
