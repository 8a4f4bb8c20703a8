using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace RnnLab.Compute.Cpu.Memory;

/// <summary>
/// Cache lines at a fixed distance that are fetched into the second-level cache a few at a time, between pieces of work that compute from nearer caches. Only hints:
/// results do not depend on them.
/// </summary>
internal unsafe struct Prefetch
{
    private const int LineBytes = 64;

    private byte* _next;
    private nint _stride;
    private int _left;

    private Prefetch(float* address, nint strideBytes, int lines)
    {
        _next = (byte*)address;
        _stride = strideBytes;
        _left = lines;
    }

    /// <summary>Neighbouring floats.</summary>
    public static Prefetch Stretch(float* address, long floats) => new(address, LineBytes, (int)((floats * sizeof(float) + LineBytes - 1) / LineBytes));

    /// <summary>One line at each of so many addresses, <paramref name="stride"/> floats apart.</summary>
    public static Prefetch Column(float* address, nint stride, int rows) => new(address, stride * sizeof(float), rows);

    /// <summary>How many lines each of so many calls of <see cref="Next"/> must fetch.</summary>
    public readonly int Share(int calls) => (_left + calls - 1) / calls;

    /// <summary>Fetches the next lines.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Next(int lines)
    {
        if (!Sse.IsSupported || _left <= 0)
            return;
        lines = Math.Min(lines, _left);
        _left -= lines;
        byte* line = _next;
        for (; lines > 0; lines--, line += _stride)
            Sse.Prefetch1(line);
        _next = line;
    }
}
