using RnnLab.Compute.Cpu.Simd;

namespace RnnLab.Compute.Cpu.Products;

/// <summary>
/// The right-hand matrix [depth, columns] of a product, cut into panels of two vectors' width that lie one after the other, each depth step by
/// depth step, in the order in which the tile reads them. A last panel that fits one vector is one vector wide; columns beyond the matrix are zero.
/// </summary>
internal readonly unsafe struct PackedMatrix<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly float* _memory;

    public PackedMatrix(float* memory, int depth, int columns)
    {
        _memory = memory;
        Depth = depth;
        Columns = columns;
    }

    public int Depth { get; }

    public int Columns { get; }

    /// <summary>Number of panels.</summary>
    public int Panels => PanelsOf(Columns);

    public static int PanelsOf(int columns) => (columns + Tile<S, V>.PanelWidth - 1) / Tile<S, V>.PanelWidth;

    /// <summary>The number of floats of memory that a packed matrix needs.</summary>
    public static long SizeOf(int depth, int columns) => (long)depth * ((columns + S.Lanes - 1) / S.Lanes) * S.Lanes;

    /// <summary>Whether the panel is two vectors wide.</summary>
    public bool IsWide(int panel) => Columns - panel * Tile<S, V>.PanelWidth > S.Lanes;

    /// <summary>How many columns of the panel belong to the matrix.</summary>
    public int ColumnsOf(int panel) => Math.Min(Tile<S, V>.PanelWidth, Columns - panel * Tile<S, V>.PanelWidth);

    /// <summary>The panel's memory from step <paramref name="k"/> of the depth on.</summary>
    public float* Panel(int panel, int k) => _memory + (long)panel * Tile<S, V>.PanelWidth * Depth + (nint)k * (IsWide(panel) ? Tile<S, V>.PanelWidth : S.Lanes);

    /// <summary>Copies steps [k0, k1) of one panel from <paramref name="source"/>.</summary>
    public void Pack(int panel, int k0, int k1, Matrix source)
    {
        int width = IsWide(panel) ? Tile<S, V>.PanelWidth : S.Lanes, columns = ColumnsOf(panel), column0 = panel * Tile<S, V>.PanelWidth;
        if (columns < width)
            new Span<float>(Panel(panel, k0), (k1 - k0) * width).Clear();
        if (source.Transposed)
            PackTransposed(Panel(panel, k0), width, columns, source.At(k0, column0), source.Stride, k1 - k0);
        else
            PackRows(Panel(panel, k0), width, columns, source.At(k0, column0), source.Stride, k1 - k0);
    }

    private static void PackRows(float* target, int width, int columns, float* source, nint stride, int depth)
    {
        if (columns < width)
        {
            for (int k = 0; k < depth; k++, target += width, source += stride)
                new ReadOnlySpan<float>(source, columns).CopyTo(new Span<float>(target, columns));
            return;
        }

        for (int k = 0; k < depth; k++, target += width, source += stride)
        {
            S.Store(target, S.Load(source));
            if (width > S.Lanes)
                S.Store(target + S.Lanes, S.Load(source + S.Lanes));
        }
    }

    private static void PackTransposed(float* target, int width, int columns, float* source, nint stride, int depth)
    {
        if (Transposition.IsSupported)
        {
            int blocks = columns / Transposition.Block * Transposition.Block, whole = depth / Transposition.Block * Transposition.Block;
            for (int block = 0; block < blocks; block += Transposition.Block)
                Transposition.Run(source + block * stride, stride, whole, target + block, width);
            CopyTurned(target, width, 0, blocks, source, stride, whole, depth);
            CopyTurned(target, width, blocks, columns, source, stride, 0, depth);
            return;
        }

        CopyTurned(target, width, 0, columns, source, stride, 0, depth);
    }

    /// <summary>Columns [column, columns) at steps [from, depth), one number at a time.</summary>
    private static void CopyTurned(float* target, int width, int column, int columns, float* source, nint stride, int from, int depth)
    {
        if (from >= depth)
            return;

        // Four stored rows at a time, so that each line of the target is touched while it is near.
        for (; column + 4 <= columns; column += 4)
        {
            float* s0 = source + column * stride, s1 = s0 + stride, s2 = s1 + stride, s3 = s2 + stride;
            float* t = target + (nint)from * width + column;
            for (int k = from; k < depth; k++, t += width)
            {
                t[0] = s0[k];
                t[1] = s1[k];
                t[2] = s2[k];
                t[3] = s3[k];
            }
        }

        for (; column < columns; column++)
        {
            for (int k = from; k < depth; k++)
                target[(nint)k * width + column] = source[column * stride + k];
        }
    }
}
