using System.Numerics;
using System.Runtime.CompilerServices;

namespace RnnLab.Compute.Cpu.Products;

/// <summary>
/// Rows of a panel's width that a tile fetches into the second-level cache while it multiplies, evenly over its steps: fetched all at once, they would keep its own loads waiting.
/// Only hints: results do not depend on them.
/// </summary>
internal readonly unsafe struct RowsAhead
{
    private const int LineFloats = 16;

    private readonly float* _first;
    private readonly nint _stride;
    private readonly int _shift;

    /// <summary>So many rows (or some more, up to a power of two; half as many as there are steps at most) while as many steps go by.</summary>
    public RowsAhead(float* first, nint stride, int rows, int steps)
    {
        _first = first;
        _stride = stride;
        _shift = Math.Max(1, BitOperations.Log2((uint)steps) - BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, rows))));
    }

    /// <summary>Nothing: the same near address again and again.</summary>
    public static RowsAhead None(float* near) => new(near, 0, 1, 1);

    /// <summary>What to fetch at a step: the two lines of one row after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* At(nint step) => _first + (step >> _shift) * _stride + ((step >> (_shift - 1)) & 1) * LineFloats;
}
