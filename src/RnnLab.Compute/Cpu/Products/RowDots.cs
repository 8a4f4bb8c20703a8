using System.Runtime.CompilerServices;
using RnnLab.Compute.Cpu.Simd;

namespace RnnLab.Compute.Cpu.Products;

/// <summary>Products of one vector with the rows of a matrix that is read once, from a far cache: what counts is that memory streams.</summary>
internal static unsafe class RowDots<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>
    /// From this depth on, one row is read after the other: a single stream, which processors fetch ahead at the full speed of the cache (a quarter faster than four
    /// at a time, measured from 256 on). Shorter rows go four at a time, for less of their time is spent on memory and more on adding up lanes.
    /// </summary>
    private const int StreamDepth = 192;

    /// <summary>c[n] = initial[n] + a . b[n, :] for <paramref name="count"/> stored rows of b; initial may be null (zero) or c itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* a, float* b, nint stride, int depth, int count, float* c, float* initial)
    {
        float* sums = stackalloc float[4];
        int n = 0;
        for (; n + 4 <= count; n += 4, b += 4 * stride)
        {
            if (depth >= StreamDepth)
                S.StoreSums(sums, One(a, b, depth), One(a, b + stride, depth), One(a, b + 2 * stride, depth), One(a, b + 3 * stride, depth));
            else
                Four(a, b, stride, depth, sums);
            for (int i = 0; i < 4; i++)
                c[n + i] = sums[i] + (initial == null ? 0 : initial[n + i]);
        }

        for (; n < count; n++, b += stride)
        {
            V sum = One(a, b, depth);
            S.StoreSums(sums, sum, sum, sum, sum);
            c[n] = sums[0] + (initial == null ? 0 : initial[n]);
        }
    }

    /// <summary>The product of one row, lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V One(float* a, float* b, int depth)
    {
        V s0 = S.Create(0), s1 = s0, s2 = s0, s3 = s0;
        int k = 0;
        for (; k + 4 * S.Lanes <= depth; k += 4 * S.Lanes)
        {
            s0 = S.MultiplyAdd(S.Load(a + k), S.Load(b + k), s0);
            s1 = S.MultiplyAdd(S.Load(a + k + S.Lanes), S.Load(b + k + S.Lanes), s1);
            s2 = S.MultiplyAdd(S.Load(a + k + 2 * S.Lanes), S.Load(b + k + 2 * S.Lanes), s2);
            s3 = S.MultiplyAdd(S.Load(a + k + 3 * S.Lanes), S.Load(b + k + 3 * S.Lanes), s3);
        }

        for (; k + S.Lanes <= depth; k += S.Lanes)
            s0 = S.MultiplyAdd(S.Load(a + k), S.Load(b + k), s0);
        if (k < depth)
            s1 = S.MultiplyAdd(S.LoadPart(a + k, depth - k), S.LoadPart(b + k, depth - k), s1);
        return S.Add(S.Add(s0, s1), S.Add(s2, s3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(float* a, float* b, nint stride, int depth, float* sums)
    {
        V s0 = S.Create(0), s1 = s0, s2 = s0, s3 = s0;
        int k = 0;
        for (; k + S.Lanes <= depth; k += S.Lanes)
        {
            V x = S.Load(a + k);
            s0 = S.MultiplyAdd(x, S.Load(b + k), s0);
            s1 = S.MultiplyAdd(x, S.Load(b + stride + k), s1);
            s2 = S.MultiplyAdd(x, S.Load(b + 2 * stride + k), s2);
            s3 = S.MultiplyAdd(x, S.Load(b + 3 * stride + k), s3);
        }

        if (k < depth)
        {
            V x = S.LoadPart(a + k, depth - k);
            s0 = S.MultiplyAdd(x, S.LoadPart(b + k, depth - k), s0);
            s1 = S.MultiplyAdd(x, S.LoadPart(b + stride + k, depth - k), s1);
            s2 = S.MultiplyAdd(x, S.LoadPart(b + 2 * stride + k, depth - k), s2);
            s3 = S.MultiplyAdd(x, S.LoadPart(b + 3 * stride + k, depth - k), s3);
        }

        S.StoreSums(sums, s0, s1, s2, s3);
    }
}
