using RnnLab.Compute.Cpu.Kernels;
using RnnLab.Compute.Cpu.Memory;
using RnnLab.Compute.Cpu.Simd;
using RnnLab.Compute.Cpu.Threads;

namespace RnnLab.Compute.Cpu.Products;

/// <summary>
/// Matrix products of any size: c = initial + a b. The right-hand matrix is packed once; then blocks of c, a partition that depends on the sizes
/// alone, are computed in any order.
/// </summary>
internal static unsafe class Product<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>Steps of the depth in one pass: a tile's rows of a (16 KB) then stay in the first-level cache.</summary>
    private const int DepthBlock = 512;

    /// <summary>The same where the left-hand matrix is copied: two blocks of it are near, one in use and the next under way.</summary>
    private const int TransposedDepthBlock = 256;

    /// <summary>Tiles of a transposed left-hand matrix that are copied together.</summary>
    private const int TilesTogether = 2;

    /// <summary>Floats of the right-hand matrix that a block of c reads again and again: half a second-level cache.</summary>
    private const int PanelsBudget = 128 * 1024;

    /// <summary>Below this many operations, sharing the work costs more than it saves.</summary>
    public const double SerialLimit = 4e6;

    private struct Job
    {
        public Matrix A;
        public Matrix B, BHead;
        public PackedMatrix<S, V> Packed;
        public int Rows, Columns, Depth, HeadDepth;
        public float* C;
        public nint CStride;
        public float* Initial;
        public nint InitialStride;
        public float* RowSums;
        public int RowTiles, TilesPerPiece, PanelGroups, PackPieces;
    }

    /// <summary>
    /// c [rows, columns] = initial + a [rows, depth] b [depth, columns]. initial: null for zero, a row with stride 0, or c itself. rowSums, for a
    /// transposed a only, becomes the sum of each row of a. Where headDepth is above 0, the first headDepth steps of b are those of bHead.
    /// </summary>
    public static void Run(
        ComputeThreads threads, MemoryPool pool, int rows, int columns, int depth, Matrix a, Matrix b, float* c, nint cStride, float* initial, nint initialStride, float* rowSums = null,
        Matrix bHead = default, int headDepth = 0)
    {
        if (rows == 0 || columns == 0)
        {
            if (rowSums != null)
                RowSums<S, V>.Run(threads, a.Values, depth, rows, a.Stride, rowSums, accumulate: false);
            return;
        }

        if (rows <= SmallProduct<S, V>.MaxRows)
        {
            // Two products: the head first, then the rest on top of it.
            if (headDepth > 0)
            {
                SmallProduct<S, V>.Run(threads, pool, rows, columns, headDepth, a, bHead, c, cStride, initial, initialStride);
                initial = c;
                initialStride = cStride;
            }

            if (depth > headDepth || headDepth == 0)
                SmallProduct<S, V>.Run(threads, pool, rows, columns, depth - headDepth, a.FromColumn(headDepth), b.FromRow(headDepth), c, cStride, initial, initialStride);
            if (rowSums != null)
                RowSums<S, V>.Run(threads, a.Values, depth, rows, a.Stride, rowSums, accumulate: false);
            return;
        }

        if (rows <= SkinnyProduct<S, V>.MaxRows && !a.Transposed && headDepth == 0)
        {
            SkinnyProduct<S, V>.Run(threads, pool, rows, columns, depth, a, b, c, cStride, initial, initialStride);
            return;
        }

        using var memory = new Scratch(pool, PackedMatrix<S, V>.SizeOf(depth, columns));
        var job = new Job
        {
            A = a, B = b, BHead = bHead, HeadDepth = headDepth, Packed = new PackedMatrix<S, V>(memory.Floats, depth, columns), Rows = rows, Columns = columns, Depth = depth,
            C = c, CStride = cStride, Initial = initial, InitialStride = initialStride, RowSums = rowSums,
        };
        double operations = 2.0 * rows * columns * depth;
        Pack(threads, ref job, operations > SerialLimit);
        Compute(threads, ref job, operations);
    }

    /// <summary>Packs a matrix that several products share.</summary>
    public static PackedMatrix<S, V> Pack(ComputeThreads threads, float* memory, Matrix b, int depth, int columns)
    {
        var job = new Job { B = b, Packed = new PackedMatrix<S, V>(memory, depth, columns), Depth = depth, Columns = columns };
        Pack(threads, ref job, parallel: (long)depth * columns > 16_384);
        return job.Packed;
    }

    private static void Pack(ComputeThreads threads, ref Job job, bool parallel)
    {
        if (job.Depth == 0)
            return;

        // Pieces of about 16 K floats, no smaller than one panel by 64 steps.
        int pieceDepth = Math.Max(64, 16_384 / Tile<S, V>.PanelWidth);
        job.PackPieces = (job.Depth + pieceDepth - 1) / pieceDepth;
        fixed (Job* pointer = &job)
        {
            int pieces = job.Packed.Panels * job.PackPieces;
            if (parallel)
            {
                threads.Run(pieces, &PackPiece, pointer);
                return;
            }

            for (int piece = 0; piece < pieces; piece++)
                PackPiece(pointer, piece, 0);
        }
    }

    private static void PackPiece(void* context, int piece, int thread)
    {
        var job = (Job*)context;
        var (k, depth) = RowTiles.Get(job->Depth, job->PackPieces, piece % job->PackPieces);
        int panel = piece / job->PackPieces, head = Math.Clamp(job->HeadDepth, k, k + depth);
        if (head > k)
            job->Packed.Pack(panel, k, head, job->BHead);
        if (head < k + depth)
            job->Packed.Pack(panel, head, k + depth, job->B);
    }

    private static void Compute(ComputeThreads threads, ref Job job, double operations)
    {
        int panels = job.Packed.Panels;
        int panelFloats = Math.Max(1, Math.Min(job.Depth, job.A.Transposed ? TransposedDepthBlock : DepthBlock)) * Tile<S, V>.PanelWidth;
        job.PanelGroups = RowTiles.Count(panels, Math.Max(1, PanelsBudget / panelFloats));
        job.RowTiles = RowTiles.Count(job.Rows, S.TileRows);

        // At least half a million operations a piece, and where there is more, some 32 pieces, so that many threads stay busy to the end.
        double perTile = operations / job.RowTiles / job.PanelGroups;
        int enough = (int)Math.Ceiling(5e5 / Math.Max(1, perTile)), shared = job.RowTiles * job.PanelGroups / (job.A.Transposed ? 16 : 32);
        job.TilesPerPiece = Math.Clamp(Math.Max(enough, Math.Min(8, shared)), 1, job.RowTiles);
        if (job.A.Transposed)
            job.TilesPerPiece = RowTiles.Count(job.TilesPerPiece, TilesTogether) * TilesTogether;
        int pieces = job.PanelGroups * RowTiles.Count(job.RowTiles, job.TilesPerPiece);
        fixed (Job* pointer = &job)
        {
            if (operations > SerialLimit)
            {
                threads.Run(pieces, &ComputePiece, pointer);
                return;
            }

            for (int piece = 0; piece < pieces; piece++)
                ComputePiece(pointer, piece, 0);
        }
    }

    private static void ComputePiece(void* context, int piece, int thread)
    {
        var job = (Job*)context;
        int rowPieces = RowTiles.Count(job->RowTiles, job->TilesPerPiece);
        var (panel0, panels) = RowTiles.Get(job->Packed.Panels, job->PanelGroups, piece % job->PanelGroups);
        var (tile0, tiles) = RowTiles.Get(job->RowTiles, rowPieces, piece / job->PanelGroups);
        if (job->A.Transposed)
        {
            ComputeTransposed(job, tile0, tile0 + tiles, panel0, panel0 + panels);
            return;
        }

        int k = 0;
        do
        {
            int depth = Math.Min(DepthBlock, job->Depth - k);
            for (int tile = tile0; tile < tile0 + tiles; tile++)
            {
                var (row, rows) = RowTiles.Get(job->Rows, job->RowTiles, tile);
                Multiply(job, row, rows, panel0, panel0 + panels, k, depth, job->A.At(row, k), job->A.Stride, null);
            }

            k += DepthBlock;
        }
        while (k < job->Depth);
    }

    private static void ComputeTransposed(Job* job, int tile0, int tile1, int panel0, int panel1)
    {
        int width = TilesTogether * S.TileRows, size = TransposedDepthBlock * width;
        float* memory = stackalloc float[2 * size];
        int firstRow = RowTiles.Get(job->Rows, job->RowTiles, tile0).Row, endRow = tile1 == job->RowTiles ? job->Rows : RowTiles.Get(job->Rows, job->RowTiles, tile1).Row;
        bool sums = job->RowSums != null && panel0 == 0;
        if (sums)
            new Span<float>(job->RowSums + firstRow, endRow - firstRow).Clear();

        // Blocks of a few tiles by a stretch of the depth; while one is multiplied, the next is copied.
        int groups = RowTiles.Count(tile1 - tile0, TilesTogether), blocks = groups * RowTiles.Count(job->Depth, TransposedDepthBlock);
        var copy = Block(0, memory);
        for (int block = 0; block < blocks; block++)
        {
            copy.Finish();
            copy = block + 1 < blocks ? Block(block + 1, memory + (block + 1) % 2 * size) : default;
            float* a = memory + block % 2 * size;
            int k = block / groups * TransposedDepthBlock, depth = Math.Min(TransposedDepthBlock, job->Depth - k);
            int first = tile0 + block % groups * TilesTogether, copiedRow = RowTiles.Get(job->Rows, job->RowTiles, first).Row;
            for (int tile = first; tile < Math.Min(first + TilesTogether, tile1); tile++)
            {
                var (row, rows) = RowTiles.Get(job->Rows, job->RowTiles, tile);
                Multiply(job, row, rows, panel0, panel1, k, depth, a + row - copiedRow, width, &copy);
            }
        }

        ColumnCopy<S, V> Block(int block, float* target)
        {
            int k = block / groups * TransposedDepthBlock, first = tile0 + block % groups * TilesTogether, last = Math.Min(first + TilesTogether, tile1) - 1;
            int row = RowTiles.Get(job->Rows, job->RowTiles, first).Row;
            var (lastRow, lastRows) = RowTiles.Get(job->Rows, job->RowTiles, last);
            return new ColumnCopy<S, V>(
                job->A.At(row, k), job->A.Stride, lastRow + lastRows - row, Math.Min(TransposedDepthBlock, job->Depth - k), target, width, sums ? job->RowSums + row : null,
                (panel1 - panel0) * TilesTogether);
        }
    }

    /// <summary>One tile's rows times panels [panel0, panel1), over a block of the depth.</summary>
    private static void Multiply(Job* job, int row, int rows, int panel0, int panel1, int k, int depth, float* a, nint aStride, ColumnCopy<S, V>* meanwhile)
    {
        float* c = job->C + row * job->CStride;
        float* initial = k > 0 ? c : job->Initial == null ? null : job->Initial + row * job->InitialStride;
        nint initialStride = k > 0 ? job->CStride : job->InitialStride;
        for (int panel = panel0; panel < panel1; panel++)
        {
            if (meanwhile != null)
                meanwhile->Next();
            BlockProduct<S, V>.OneTile(rows, job->A.Transposed, depth, a, aStride, job->Packed, panel, k, c, job->CStride, initial, initialStride);
        }
    }
}
