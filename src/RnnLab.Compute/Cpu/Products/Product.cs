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

    /// <summary>Floats of the right-hand matrix that a block of c reads again and again: half a second-level cache.</summary>
    private const int PanelsBudget = 128 * 1024;

    /// <summary>Below this many operations, sharing the work costs more than it saves.</summary>
    public const double SerialLimit = 4e6;

    private struct Job
    {
        public Matrix A;
        public Matrix B;
        public PackedMatrix<S, V> Packed;
        public int Rows, Columns, Depth;
        public float* C;
        public nint CStride;
        public float* Initial;
        public nint InitialStride;
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

        if (a.Transposed)
        {
            TransposedProduct<S, V>.Run(threads, pool, rows, columns, depth, a, b, c, cStride, initial, initialStride, rowSums, bHead, headDepth);
            return;
        }

        using var memory = new Scratch(pool, PackedMatrix<S, V>.SizeOf(depth, columns));
        var job = new Job
        {
            A = a, B = b, Packed = new PackedMatrix<S, V>(memory.Floats, depth, columns), Rows = rows, Columns = columns, Depth = depth,
            C = c, CStride = cStride, Initial = initial, InitialStride = initialStride,
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
        job->Packed.Pack(piece / job->PackPieces, k, k + depth, job->B);
    }

    private static void Compute(ComputeThreads threads, ref Job job, double operations)
    {
        int panels = job.Packed.Panels;
        int panelFloats = Math.Max(1, Math.Min(job.Depth, DepthBlock)) * Tile<S, V>.PanelWidth;
        job.PanelGroups = RowTiles.Count(panels, Math.Max(1, PanelsBudget / panelFloats));
        job.RowTiles = RowTiles.Count(job.Rows, S.TileRows);

        // At least half a million operations a piece, and where there is more, some 32 pieces, so that many threads stay busy to the end.
        double perTile = operations / job.RowTiles / job.PanelGroups;
        int enough = (int)Math.Ceiling(5e5 / Math.Max(1, perTile)), shared = job.RowTiles * job.PanelGroups / 32;
        job.TilesPerPiece = Math.Clamp(Math.Max(enough, Math.Min(8, shared)), 1, job.RowTiles);
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
        int k = 0;
        do
        {
            int depth = Math.Min(DepthBlock, job->Depth - k);
            for (int tile = tile0; tile < tile0 + tiles; tile++)
            {
                var (row, rows) = RowTiles.Get(job->Rows, job->RowTiles, tile);
                Multiply(job, row, rows, panel0, panel0 + panels, k, depth, job->A.At(row, k));
            }

            k += DepthBlock;
        }
        while (k < job->Depth);
    }

    /// <summary>One tile's rows times panels [panel0, panel1), over a block of the depth.</summary>
    private static void Multiply(Job* job, int row, int rows, int panel0, int panel1, int k, int depth, float* a)
    {
        float* c = job->C + row * job->CStride;
        float* initial = k > 0 ? c : job->Initial == null ? null : job->Initial + row * job->InitialStride;
        nint initialStride = k > 0 ? job->CStride : job->InitialStride;
        for (int panel = panel0; panel < panel1; panel++)
            BlockProduct<S, V>.OneTile(rows, false, depth, a, job->A.Stride, job->Packed, panel, k, c, job->CStride, initial, initialStride);
    }
}
