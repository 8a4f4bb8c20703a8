using RnnLab.Compute.Cpu.Memory;
using RnnLab.Compute.Cpu.Simd;
using RnnLab.Compute.Cpu.Threads;

namespace RnnLab.Compute.Cpu.Products;

/// <summary>
/// Products whose left-hand matrix is stored transposed, as those of the weights' gradients: a sum over all steps of all sequences, much deeper than the result is wide. The depth
/// goes by in blocks. Of each, a thread copies a few tiles' columns of a while it multiplies those before, and packs b for itself within its first tile, into memory that
/// stays in its second-level cache: packed as a whole, b would go to the main memory and come back from there for every few tiles.
/// </summary>
internal static unsafe class TransposedProduct<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>Steps of the depth in one pass: two blocks of a tile's columns are near, one in use and the next under way.</summary>
    private const int DepthBlock = 256;

    /// <summary>Tiles whose columns are copied together.</summary>
    private const int TilesTogether = 2;

    /// <summary>Floats of b that a thread packs at a time: a quarter of a second-level cache, which also holds the next block's rows, the result and the columns of a.</summary>
    private const int PanelsBudget = 64 * 1024;

    /// <summary>Tiles of one piece of work: as few as let b be packed for enough of them, as many as leave room in the second-level cache for their part of the result.</summary>
    private const int FewTiles = 16, ManyTiles = 32;

    /// <summary>Operations in the smallest piece of work.</summary>
    private const double PieceOperations = 5e5;

    private struct Job
    {
        public Matrix A, B, BHead;
        public int Rows, Columns, Depth, HeadDepth;
        public float* C, Initial, RowSums, Packed;
        public nint CStride, InitialStride, PackedSize;
        public int RowTiles, RowPieces, PanelGroups;
    }

    /// <summary>As <see cref="Product{S, V}.Run"/>, for an a that is transposed. The division of rows depends on the number of threads; no number of the result does.</summary>
    public static void Run(
        ComputeThreads threads, MemoryPool pool, int rows, int columns, int depth, Matrix a, Matrix b, float* c, nint cStride, float* initial, nint initialStride, float* rowSums,
        Matrix bHead, int headDepth)
    {
        int panels = PackedMatrix<S, V>.PanelsOf(columns), panelFloats = Math.Clamp(depth, 1, DepthBlock) * Tile<S, V>.PanelWidth, groupPanels = Math.Max(1, PanelsBudget / panelFloats);
        var job = new Job
        {
            A = a, B = b, BHead = bHead, HeadDepth = headDepth, Rows = rows, Columns = columns, Depth = depth, C = c, CStride = cStride, Initial = initial, InitialStride = initialStride,
            RowSums = rowSums, RowTiles = RowTiles.Count(rows, S.TileRows), PanelGroups = RowTiles.Count(panels, groupPanels), PackedSize = (nint)Math.Min(panels, groupPanels) * panelFloats,
        };
        using var packed = new Scratch(pool, threads.Count * (long)job.PackedSize);
        job.Packed = packed.Floats;

        // Four pieces a thread keep all busy to the end; two where four would be small.
        double operations = 2.0 * rows * columns * depth;
        int all = job.RowTiles * job.PanelGroups, enough = (int)Math.Min(job.RowTiles, Math.Ceiling(PieceOperations * all / Math.Max(1, operations)));
        int shared = Math.Max(Math.Min(ManyTiles, all / (4 * threads.Count)), Math.Min(FewTiles, all / (2 * threads.Count)));
        job.RowPieces = RowTiles.Count(job.RowTiles, Math.Max(1, Math.Max(enough, shared)));
        threads.Run(job.RowPieces * job.PanelGroups, &Piece, &job, alone: operations <= Product<S, V>.SerialLimit);
    }

    private static void Piece(void* context, int piece, int thread)
    {
        var job = (Job*)context;
        var (panel0, panels) = RowTiles.Get(PackedMatrix<S, V>.PanelsOf(job->Columns), job->PanelGroups, piece % job->PanelGroups);
        var (tile0, tiles) = RowTiles.Get(job->RowTiles, job->RowPieces, piece / job->PanelGroups);
        int column = panel0 * Tile<S, V>.PanelWidth, columns = Math.Min(panels * Tile<S, V>.PanelWidth, job->Columns - column), width = TilesTogether * S.TileRows;
        var packed = new PackedMatrix<S, V>(job->Packed + thread * job->PackedSize, Math.Min(DepthBlock, job->Depth), columns);
        float* memory = stackalloc float[2 * DepthBlock * width];
        float* sums = panel0 == 0 ? job->RowSums : null;
        if (sums != null)
        {
            var (firstRow, _) = RowTiles.Get(job->Rows, job->RowTiles, tile0);
            var (lastRow, lastRows) = RowTiles.Get(job->Rows, job->RowTiles, tile0 + tiles - 1);
            new Span<float>(sums + firstRow, lastRow + lastRows - firstRow).Clear();
        }

        // Blocks of a few tiles by a stretch of the depth; while one is multiplied, the next is copied.
        int groups = RowTiles.Count(tiles, TilesTogether), blocks = groups * Math.Max(1, RowTiles.Count(job->Depth, DepthBlock));
        var copy = Copy(0);
        for (int block = 0; block < blocks; block++)
        {
            copy.Finish();
            copy = block + 1 < blocks ? Copy(block + 1) : default;
            float* a = memory + block % 2 * DepthBlock * width;
            int k = block / groups * DepthBlock, first = tile0 + block % groups * TilesTogether, copiedRow = RowTiles.Get(job->Rows, job->RowTiles, first).Row;
            for (int tile = first; tile < Math.Min(first + TilesTogether, tile0 + tiles); tile++)
                Multiply(job, tile, tile - tile0, tiles, column, packed, k, a + RowTiles.Get(job->Rows, job->RowTiles, tile).Row - copiedRow, &copy);
        }

        ColumnCopy<S, V> Copy(int block)
        {
            int k = block / groups * DepthBlock, first = tile0 + block % groups * TilesTogether, last = Math.Min(first + TilesTogether, tile0 + tiles) - 1;
            int row = RowTiles.Get(job->Rows, job->RowTiles, first).Row;
            var (lastRow, lastRows) = RowTiles.Get(job->Rows, job->RowTiles, last);
            return new ColumnCopy<S, V>(
                job->A.At(row, k), job->A.Stride, lastRow + lastRows - row, Math.Min(DepthBlock, job->Depth - k), memory + block % 2 * DepthBlock * width, width,
                sums == null ? null : sums + row, panels * TilesTogether);
        }
    }

    /// <summary>One tile's rows times the panels of a piece, over the block of the depth that begins at <paramref name="k"/>; the piece's first tile also packs them.</summary>
    private static void Multiply(Job* job, int tile, int number, int tiles, int column, in PackedMatrix<S, V> packed, int k, float* a, ColumnCopy<S, V>* meanwhile)
    {
        var (row, rows) = RowTiles.Get(job->Rows, job->RowTiles, tile);
        int depth = Math.Min(DepthBlock, job->Depth - k), stride = TilesTogether * S.TileRows;
        float* c = job->C + row * job->CStride + column;
        float* initial = k > 0 ? c : job->Initial == null ? null : job->Initial + row * job->InitialStride + column;
        nint initialStride = k > 0 ? job->CStride : job->InitialStride;
        for (int panel = 0; panel < packed.Panels; panel++)
        {
            int from = panel * Tile<S, V>.PanelWidth;
            bool rowsOfB = !job->B.Transposed && packed.ColumnsOf(panel) == Tile<S, V>.PanelWidth, packing = number == 0 && rowsOfB && k >= job->HeadDepth;
            meanwhile->Next();
            if (number == 0 && !packing)
                Pack(job, packed, panel, column, k, depth);
            if (!rowsOfB)
            {
                BlockProduct<S, V>.OneTile(rows, true, depth, a, stride, packed, panel, 0, c, job->CStride, initial, initialStride);
                continue;
            }

            Tile<S, V>.RunDepthMajor(
                rows, depth, a, stride, packing ? job->B.At(k, column + from) : null, job->B.Stride, packed.Panel(panel, 0), c + from, job->CStride, initial == null ? null : initial + from, initialStride,
                NextRows(job, k + DepthBlock, column + from, number, tiles, packed.Panel(panel, 0)));
        }
    }

    /// <summary>Packs a panel that the tile cannot pack on its way: one whose first steps are those of the other matrix, a narrow one, or one of a transposed matrix.</summary>
    private static void Pack(Job* job, in PackedMatrix<S, V> packed, int panel, int column, int k, int depth)
    {
        int head = Math.Clamp(job->HeadDepth - k, 0, depth);
        if (head > 0)
            packed.Pack(panel, 0, head, job->BHead.FromRow(k).FromColumn(column));
        if (head < depth)
            packed.Pack(panel, head, depth, job->B.FromRow(k).FromColumn(column));
    }

    /// <summary>A tile's share of the next block's rows of one panel of b.</summary>
    private static RowsAhead NextRows(Job* job, int k, int column, int number, int tiles, float* near)
    {
        int depth = Math.Min(DepthBlock, job->Depth - k);
        if (depth <= 0)
            return RowsAhead.None(near);
        int first = depth * number / tiles;
        return new RowsAhead(job->B.At(k + first, column), job->B.Stride, depth * (number + 1) / tiles - first, DepthBlock);
    }
}
