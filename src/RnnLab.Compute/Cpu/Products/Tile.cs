using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using RnnLab.Compute.Cpu.Simd;

namespace RnnLab.Compute.Cpu.Products;

/// <summary>
/// The innermost product: up to 8 rows of a times a packed panel of one or two vectors' width, accumulated in registers over the
/// whole depth. One source for every tile size: the sizes are constants to the compiler, which drops what a smaller tile does not need.
/// </summary>
internal static unsafe class Tile<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>Columns of a full panel.</summary>
    public static int PanelWidth
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2 * S.Lanes;
    }

    /// <summary>
    /// c[r, :] = initial[r, :] + sum over k of a(r, k) panel[k, :], for <paramref name="rows"/> rows and a whole panel of one or two vectors.
    /// a(r, k) is at a[r * stride + k], or where <paramref name="depthMajor"/> at a[k * stride + r]. initial may be null (zero), have
    /// stride 0 (a bias row), or be c itself.
    /// </summary>
    public static void Run(int rows, bool wide, bool depthMajor, nint depth, float* a, nint stride, float* panel, float* c, nint cStride, float* initial, nint initialStride)
    {
        if (wide)
        {
            if (depthMajor)
                Run<Two, DepthMajor, Packed>(rows, depth, a, stride, panel, c, cStride, initial, initialStride, null, 0);
            else
                Run<Two, RowMajor, Packed>(rows, depth, a, stride, panel, c, cStride, initial, initialStride, null, 0);
        }
        else if (depthMajor)
        {
            Run<One, DepthMajor, Packed>(rows, depth, a, stride, panel, c, cStride, initial, initialStride, null, 0);
        }
        else
        {
            Run<One, RowMajor, Packed>(rows, depth, a, stride, panel, c, cStride, initial, initialStride, null, 0);
        }
    }

    /// <summary>
    /// As <see cref="Run(int, bool, bool, nint, float*, nint, float*, float*, nint, float*, nint)"/> for a row-major a and a wide panel, which is read from rows of b that lie apart
    /// and packed on the way, for the tiles that follow.
    /// </summary>
    public static void RunPacking(int rows, nint depth, float* a, nint stride, float* b, nint bStride, float* panel, float* c, nint cStride, float* initial, nint initialStride) =>
        Run<Two, RowMajor, Packing>(rows, depth, a, stride, panel, c, cStride, initial, initialStride, b, bStride);

    /// <summary>The same for an a whose rows lie side by side, fetching rows ahead; b is null where the panel is packed already.</summary>
    public static void RunDepthMajor(
        int rows, nint depth, float* a, nint stride, float* b, nint bStride, float* panel, float* c, nint cStride, float* initial, nint initialStride, in RowsAhead ahead)
    {
        if (b != null)
            Run<Two, DepthMajor, Packing>(rows, depth, a, stride, panel, c, cStride, initial, initialStride, b, bStride, ahead);
        else
            Run<Two, DepthMajor, Packed>(rows, depth, a, stride, panel, c, cStride, initial, initialStride, null, 0, ahead);
    }

    private static void Run<W, L, P>(int rows, nint depth, float* a, nint stride, float* panel, float* c, nint cStride, float* initial, nint initialStride, float* b, nint bStride)
        where W : struct, ICount
        where L : struct, ILayout
        where P : struct, IPanel => Run<W, L, P>(rows, depth, a, stride, panel, c, cStride, initial, initialStride, b, bStride, RowsAhead.None(panel));

    private static void Run<W, L, P>(int rows, nint depth, float* a, nint stride, float* panel, float* c, nint cStride, float* initial, nint initialStride, float* b, nint bStride, in RowsAhead ahead)
        where W : struct, ICount
        where L : struct, ILayout
        where P : struct, IPanel
    {
        switch (rows)
        {
            case 1:
                Multiply<One, W, L, P>(depth, a, stride, panel, c, cStride, initial, initialStride, b, bStride, ahead);
                break;
            case 2:
                Multiply<Two, W, L, P>(depth, a, stride, panel, c, cStride, initial, initialStride, b, bStride, ahead);
                break;
            case 3:
                Multiply<Three, W, L, P>(depth, a, stride, panel, c, cStride, initial, initialStride, b, bStride, ahead);
                break;
            case 4:
                Multiply<Four, W, L, P>(depth, a, stride, panel, c, cStride, initial, initialStride, b, bStride, ahead);
                break;
            case 5:
                Multiply<Five, W, L, P>(depth, a, stride, panel, c, cStride, initial, initialStride, b, bStride, ahead);
                break;
            case 6:
                Multiply<Six, W, L, P>(depth, a, stride, panel, c, cStride, initial, initialStride, b, bStride, ahead);
                break;
            case 7:
                Multiply<Seven, W, L, P>(depth, a, stride, panel, c, cStride, initial, initialStride, b, bStride, ahead);
                break;
            case 8:
                Multiply<Eight, W, L, P>(depth, a, stride, panel, c, cStride, initial, initialStride, b, bStride, ahead);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(rows), rows, "A tile has 1 to 8 rows.");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply<R, W, L, P>(nint depth, float* a, nint stride, float* panel, float* c, nint cStride, float* initial, nint initialStride, float* b, nint bStride, in RowsAhead ahead)
        where R : struct, ICount
        where W : struct, ICount
        where L : struct, ILayout
        where P : struct, IPanel
    {
        var fetched = ahead;
        V c00 = S.Create(0), c01 = c00;
        V c10 = c00, c11 = c00;
        V c20 = c00, c21 = c00;
        V c30 = c00, c31 = c00;
        V c40 = c00, c41 = c00;
        V c50 = c00, c51 = c00;
        V c60 = c00, c61 = c00;
        V c70 = c00, c71 = c00;
        if (initial != null)
        {
            c00 = S.Load(initial);
            c01 = W.Count > 1 ? S.Load(initial + S.Lanes) : c01;
            if (R.Count > 1)
            {
                c10 = S.Load(initial + initialStride);
                c11 = W.Count > 1 ? S.Load(initial + initialStride + S.Lanes) : c11;
            }

            if (R.Count > 2)
            {
                c20 = S.Load(initial + 2 * initialStride);
                c21 = W.Count > 1 ? S.Load(initial + 2 * initialStride + S.Lanes) : c21;
            }

            if (R.Count > 3)
            {
                c30 = S.Load(initial + 3 * initialStride);
                c31 = W.Count > 1 ? S.Load(initial + 3 * initialStride + S.Lanes) : c31;
            }

            if (R.Count > 4)
            {
                c40 = S.Load(initial + 4 * initialStride);
                c41 = W.Count > 1 ? S.Load(initial + 4 * initialStride + S.Lanes) : c41;
            }

            if (R.Count > 5)
            {
                c50 = S.Load(initial + 5 * initialStride);
                c51 = W.Count > 1 ? S.Load(initial + 5 * initialStride + S.Lanes) : c51;
            }

            if (R.Count > 6)
            {
                c60 = S.Load(initial + 6 * initialStride);
                c61 = W.Count > 1 ? S.Load(initial + 6 * initialStride + S.Lanes) : c61;
            }

            if (R.Count > 7)
            {
                c70 = S.Load(initial + 7 * initialStride);
                c71 = W.Count > 1 ? S.Load(initial + 7 * initialStride + S.Lanes) : c71;
            }
        }

        float* a1 = a + stride;
        float* a2 = a + 2 * stride;
        float* a3 = a + 3 * stride;
        float* a4 = a + 4 * stride;
        float* a5 = a + 5 * stride;
        float* a6 = a + 6 * stride;
        float* a7 = a + 7 * stride;
        for (nint k = 0; k < depth; k++)
        {
            V b0 = S.Load(P.Packs ? b : panel);
            V b1 = W.Count > 1 ? S.Load((P.Packs ? b : panel) + S.Lanes) : b0;
            if (P.Packs)
            {
                S.Store(panel, b0);
                if (W.Count > 1)
                    S.Store(panel + S.Lanes, b1);
                b += bStride;
            }

            panel += W.Count * S.Lanes;

            V x = S.Create(L.IsDepthMajor ? a[0] : a[k]);
            c00 = S.MultiplyAdd(x, b0, c00);
            c01 = W.Count > 1 ? S.MultiplyAdd(x, b1, c01) : c01;
            if (R.Count > 1)
            {
                x = S.Create(L.IsDepthMajor ? a[1] : a1[k]);
                c10 = S.MultiplyAdd(x, b0, c10);
                c11 = W.Count > 1 ? S.MultiplyAdd(x, b1, c11) : c11;
            }

            if (R.Count > 2)
            {
                x = S.Create(L.IsDepthMajor ? a[2] : a2[k]);
                c20 = S.MultiplyAdd(x, b0, c20);
                c21 = W.Count > 1 ? S.MultiplyAdd(x, b1, c21) : c21;
            }

            if (R.Count > 3)
            {
                x = S.Create(L.IsDepthMajor ? a[3] : a3[k]);
                c30 = S.MultiplyAdd(x, b0, c30);
                c31 = W.Count > 1 ? S.MultiplyAdd(x, b1, c31) : c31;
            }

            if (R.Count > 4)
            {
                x = S.Create(L.IsDepthMajor ? a[4] : a4[k]);
                c40 = S.MultiplyAdd(x, b0, c40);
                c41 = W.Count > 1 ? S.MultiplyAdd(x, b1, c41) : c41;
            }

            if (R.Count > 5)
            {
                x = S.Create(L.IsDepthMajor ? a[5] : a5[k]);
                c50 = S.MultiplyAdd(x, b0, c50);
                c51 = W.Count > 1 ? S.MultiplyAdd(x, b1, c51) : c51;
            }

            if (R.Count > 6)
            {
                x = S.Create(L.IsDepthMajor ? a[6] : a6[k]);
                c60 = S.MultiplyAdd(x, b0, c60);
                c61 = W.Count > 1 ? S.MultiplyAdd(x, b1, c61) : c61;
            }

            if (R.Count > 7)
            {
                x = S.Create(L.IsDepthMajor ? a[7] : a7[k]);
                c70 = S.MultiplyAdd(x, b0, c70);
                c71 = W.Count > 1 ? S.MultiplyAdd(x, b1, c71) : c71;
            }

            if (L.IsDepthMajor)
            {
                a += stride;
                if (Sse.IsSupported)
                    Sse.Prefetch1(fetched.At(k));
            }
        }

        S.Store(c, c00);
        if (W.Count > 1)
            S.Store(c + S.Lanes, c01);
        if (R.Count > 1)
        {
            S.Store(c + cStride, c10);
            if (W.Count > 1)
                S.Store(c + cStride + S.Lanes, c11);
        }

        if (R.Count > 2)
        {
            S.Store(c + 2 * cStride, c20);
            if (W.Count > 1)
                S.Store(c + 2 * cStride + S.Lanes, c21);
        }

        if (R.Count > 3)
        {
            S.Store(c + 3 * cStride, c30);
            if (W.Count > 1)
                S.Store(c + 3 * cStride + S.Lanes, c31);
        }

        if (R.Count > 4)
        {
            S.Store(c + 4 * cStride, c40);
            if (W.Count > 1)
                S.Store(c + 4 * cStride + S.Lanes, c41);
        }

        if (R.Count > 5)
        {
            S.Store(c + 5 * cStride, c50);
            if (W.Count > 1)
                S.Store(c + 5 * cStride + S.Lanes, c51);
        }

        if (R.Count > 6)
        {
            S.Store(c + 6 * cStride, c60);
            if (W.Count > 1)
                S.Store(c + 6 * cStride + S.Lanes, c61);
        }

        if (R.Count > 7)
        {
            S.Store(c + 7 * cStride, c70);
            if (W.Count > 1)
                S.Store(c + 7 * cStride + S.Lanes, c71);
        }
    }
}
