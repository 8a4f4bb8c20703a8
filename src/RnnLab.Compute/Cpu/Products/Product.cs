using System.Runtime.CompilerServices;
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

    /// <summary>The same where the left-hand matrix is copied: while one block is in use the next is fetched.</summary>
    private const int TransposedDepthBlock = 256;

    /// <summary>Tiles of a transposed left-hand matrix that are copied together.</summary>
    private const int TilesTogether = 2;

    /// <summary>Floats of the right-hand matrix that a block of c reads again and again: half a second-level cache.</summary>
    private const int PanelsBudget = 128 * 1024;

    /// <summary>Below this many operations, waking another thread costs more than it saves.</summary>
    private const double SerialLimit = 4e5;

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
            return;
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
        var (panel0, panelCount) = RowTiles.Get(job->Packed.Panels, job->PanelGroups, piece % job->PanelGroups);
        var (tile0, tileCount) = RowTiles.Get(job->RowTiles, rowPieces, piece / job->PanelGroups);
        int depthBlock = job->A.Transposed ? TransposedDepthBlock : DepthBlock;
        float* tilesOfA = stackalloc float[job->A.Transposed ? TransposedDepthBlock * TilesTogether * S.TileRows : 1];
        var (firstRow, _) = RowTiles.Get(job->Rows, job->RowTiles, tile0);
        var (endRow, endRows) = RowTiles.Get(job->Rows, job->RowTiles, tile0 + tileCount - 1);
        int rowsOfPiece = endRow + endRows - firstRow;
        int k = 0;
        do
        {
            int depth = Math.Min(depthBlock, job->Depth - k);
            int copiedRow = 0, share = 0;
            var ahead = default(Prefetch);
            for (int tile = tile0; tile < tile0 + tileCount; tile++)
            {
                var (row, rows) = RowTiles.Get(job->Rows, job->RowTiles, tile);
                float* a = job->A.At(row, k);
                if (job->A.Transposed)
                {
                    if ((tile - tile0) % TilesTogether == 0)
                    {
                        var (lastRow, lastRows) = RowTiles.Get(job->Rows, job->RowTiles, Math.Min(tile + TilesTogether, tile0 + tileCount) - 1);
                        copiedRow = row;
                        CopyTiles(lastRow + lastRows - row, depth, a, job->A.Stride, tilesOfA, panel0 == 0 && job->RowSums != null ? job->RowSums + row : null, k == 0);
                        int later = lastRow + lastRows - firstRow < rowsOfPiece ? 0 : depth;
                        ahead = Prefetch.Column(
                            job->A.At(later == 0 ? lastRow + lastRows : firstRow, k + later), job->A.Stride, later == 0 ? depth : Math.Min(depthBlock, job->Depth - k - depth));
                        share = ahead.Share(panelCount * TilesTogether);
                    }

                    a = tilesOfA + row - copiedRow;
                }

                float* c = job->C + row * job->CStride;
                float* initial = k > 0 ? c : job->Initial == null ? null : job->Initial + row * job->InitialStride;
                nint initialStride = k > 0 ? job->CStride : job->InitialStride;
                for (int panel = panel0; panel < panel0 + panelCount; panel++)
                {
                    ahead.Next(share);
                    BlockProduct<S, V>.OneTile(
                        rows, job->A.Transposed, depth, a, job->A.Transposed ? TilesTogether * S.TileRows : job->A.Stride, job->Packed, panel, k, c, job->CStride, initial, initialStride);
                }
            }

            k += depthBlock;
        }
        while (k < job->Depth);
    }

    /// <summary>
    /// Copies neighbouring tiles of a transposed matrix, whose stored rows are far apart, side by side: as many as share the cache lines that are fetched for the first.
    /// Adds up what it copies, where the sums are wanted.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyTiles(int rows, int depth, float* source, nint stride, float* target, float* sums, bool first)
    {
        int lanes = S.Lanes, width = TilesTogether * S.TileRows, whole = rows / lanes * lanes;
        for (int row = 0; row < whole; row += lanes)
        {
            float* from = source + row, to = target + row;
            V even = S.Create(0), odd = even;
            int k = 0;
            for (; k + 4 <= depth; k += 4, from += 4 * stride, to += 4 * width)
            {
                V a0 = S.Load(from), a1 = S.Load(from + stride), a2 = S.Load(from + 2 * stride), a3 = S.Load(from + 3 * stride);
                S.Store(to, a0);
                S.Store(to + width, a1);
                S.Store(to + 2 * width, a2);
                S.Store(to + 3 * width, a3);
                even = S.Add(even, S.Add(a0, a2));
                odd = S.Add(odd, S.Add(a1, a3));
            }

            for (; k < depth; k++, from += stride, to += width)
            {
                V a0 = S.Load(from);
                S.Store(to, a0);
                even = S.Add(even, a0);
            }

            if (sums != null)
                S.Store(sums + row, S.Add(S.Add(even, odd), first ? S.Create(0) : S.Load(sums + row)));
        }

        if (whole < rows)
        {
            float* from = source + whole, to = target + whole;
            V sum = S.Create(0);
            for (int k = 0; k < depth; k++, from += stride, to += width)
            {
                V part = S.LoadPart(from, rows - whole);
                S.StorePart(to, part, rows - whole);
                sum = S.Add(sum, part);
            }

            if (sums != null)
                S.StorePart(sums + whole, S.Add(sum, first ? S.Create(0) : S.LoadPart(sums + whole, rows - whole)), rows - whole);
        }
    }
}
