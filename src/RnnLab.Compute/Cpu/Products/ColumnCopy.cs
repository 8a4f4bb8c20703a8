using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using RnnLab.Compute.Cpu.Simd;

namespace RnnLab.Compute.Cpu.Products;

/// <summary>
/// Copies neighbouring columns of a matrix whose rows lie far apart, step by step of the depth, side by side: what a few tiles of a transposed left-hand matrix
/// read. A share at a time, between tiles that multiply from the copy before, with the share after it under way from memory. Adds up the columns where that is wanted.
/// </summary>
internal unsafe struct ColumnCopy<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly float* _source, _target, _sums;
    private readonly nint _stride;
    private readonly int _columns, _depth, _share, _width;
    private int _done;

    /// <summary>Copies steps [0, depth) of so many columns to target, whose steps lie <paramref name="width"/> apart; sums, where not null, are added to. shares: how many calls of <see cref="Next"/> there will be.</summary>
    public ColumnCopy(float* source, nint stride, int columns, int depth, float* target, int width, float* sums, int shares)
    {
        _source = source;
        _stride = stride;
        _columns = columns;
        _depth = depth;
        _target = target;
        _width = width;
        _sums = sums;
        _share = (depth + shares - 1) / shares;
        Fetch(0, _share);
    }

    /// <summary>Copies one share.</summary>
    public void Next()
    {
        if (_done >= _depth)
            return;
        int end = Math.Min(_depth, _done + _share);
        Fetch(end, Math.Min(_depth, end + _share));
        Copy(_done, end);
        _done = end;
    }

    /// <summary>Copies what is left.</summary>
    public void Finish()
    {
        while (_done < _depth)
            Next();
    }

    private readonly void Fetch(int from, int to)
    {
        if (!Sse.IsSupported)
            return;
        float* line = _source + from * _stride;
        for (int k = from; k < to; k++, line += _stride)
            Sse.Prefetch1(line);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Copy(int k0, int k1)
    {
        int lanes = S.Lanes, whole = _columns / lanes * lanes;
        for (int column = 0; column < whole; column += lanes)
        {
            float* from = _source + k0 * _stride + column, to = _target + (nint)k0 * _width + column;
            V even = S.Create(0), odd = even;
            int k = k0;
            for (; k + 2 <= k1; k += 2, from += 2 * _stride, to += 2 * _width)
            {
                V a0 = S.Load(from), a1 = S.Load(from + _stride);
                S.Store(to, a0);
                S.Store(to + _width, a1);
                even = S.Add(even, a0);
                odd = S.Add(odd, a1);
            }

            if (k < k1)
            {
                V a0 = S.Load(from);
                S.Store(to, a0);
                even = S.Add(even, a0);
            }

            if (_sums != null)
                S.Store(_sums + column, S.Add(S.Load(_sums + column), S.Add(even, odd)));
        }

        if (whole < _columns)
        {
            float* from = _source + k0 * _stride + whole, to = _target + (nint)k0 * _width + whole;
            int rest = _columns - whole;

            // The same order of adding as above: a column's sum does not depend on how many are copied with it.
            V even = S.Create(0), odd = even;
            for (int k = k0; k < k1; k++, from += _stride, to += _width)
            {
                V part = S.LoadPart(from, rest);
                S.StorePart(to, part, rest);
                if ((k - k0) % 2 == 0)
                    even = S.Add(even, part);
                else
                    odd = S.Add(odd, part);
            }

            if (_sums != null)
                S.StorePart(_sums + whole, S.Add(S.LoadPart(_sums + whole, rest), S.Add(even, odd)), rest);
        }
    }
}
