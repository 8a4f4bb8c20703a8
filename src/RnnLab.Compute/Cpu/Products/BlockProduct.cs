using RnnLab.Compute.Cpu.Memory;
using RnnLab.Compute.Cpu.Simd;

namespace RnnLab.Compute.Cpu.Products;

/// <summary>Products of a few rows with a packed matrix: what one thread does between two synchronisations.</summary>
internal static unsafe class BlockProduct<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>
    /// c = initial + a b for all panels in [panel0, panel1), over steps [k0, k0 + depth) of b; a begins at its own step 0. Row strides as in
    /// <see cref="Tile{S, V}.Run"/>. a, c and initial are addressed from row 0 and c and initial from column 0. Meanwhile a share of what is queued is fetched with each tile.
    /// </summary>
    public static void Run(
        int rows, float* a, nint aStride, in PackedMatrix<S, V> b, int panel0, int panel1, int k0, int depth, float* c, nint cStride, float* initial, nint initialStride,
        PrefetchQueue* ahead = null)
    {
        int tiles = RowTiles.Count(rows, S.TileRows);
        for (int panel = panel0; panel < panel1; panel++)
        {
            for (int tile = 0; tile < tiles; tile++)
            {
                var (row, count) = RowTiles.Get(rows, tiles, tile);
                if (ahead != null)
                    ahead->Next();
                OneTile(count, false, depth, a + row * aStride, aStride, b, panel, k0, c + row * cStride, cStride, initial == null ? null : initial + row * initialStride, initialStride);
            }
        }
    }

    /// <summary>One tile of one panel. A panel that reaches past the last column is computed beside and copied.</summary>
    public static void OneTile(
        int rows, bool depthMajor, int depth, float* a, nint aStride, in PackedMatrix<S, V> b, int panel, int k0, float* c, nint cStride, float* initial, nint initialStride)
    {
        bool wide = b.IsWide(panel);
        int width = wide ? Tile<S, V>.PanelWidth : S.Lanes, columns = b.ColumnsOf(panel);
        float* cPanel = c + panel * Tile<S, V>.PanelWidth;
        float* initialPanel = initial == null ? null : initial + panel * Tile<S, V>.PanelWidth;
        float* packed = b.Panel(panel, k0);
        if (columns == width)
        {
            Tile<S, V>.Run(rows, wide, depthMajor, depth, a, aStride, packed, cPanel, cStride, initialPanel, initialStride);
            return;
        }

        OneRaggedTile(rows, wide, depthMajor, depth, a, aStride, packed, columns, width, cPanel, cStride, initialPanel, initialStride);
    }

    private static void OneRaggedTile(
        int rows, bool wide, bool depthMajor, int depth, float* a, nint aStride, float* packed, int columns, int width, float* c, nint cStride, float* initial, nint initialStride)
    {
        float* beside = stackalloc float[rows * width];
        if (initial != null)
        {
            for (int row = 0; row < rows; row++)
                new ReadOnlySpan<float>(initial + row * initialStride, columns).CopyTo(new Span<float>(beside + row * width, columns));
        }

        Tile<S, V>.Run(rows, wide, depthMajor, depth, a, aStride, packed, beside, width, initial == null ? null : beside, width);
        for (int row = 0; row < rows; row++)
            new ReadOnlySpan<float>(beside + row * width, columns).CopyTo(new Span<float>(c + row * cStride, columns));
    }
}
