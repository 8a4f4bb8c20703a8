using RnnLab.Compute.Cpu.Memory;
using RnnLab.Compute.Cpu.Simd;
using RnnLab.Compute.Cpu.Threads;

namespace RnnLab.Compute.Cpu.Products;

/// <summary>
/// Products with few rows on the left, as of one step of a batch: packing the right-hand matrix beforehand, and meeting before it can be used, would cost a fifth of the time.
/// Each thread packs a panel for itself just before it needs it, and where the matrix is not transposed, within the first tile.
/// </summary>
internal static unsafe class SkinnyProduct<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>Up to this many rows, a thread has all of them against its panels.</summary>
    public const int MaxRows = 128;

    /// <summary>Steps of the depth in one pass.</summary>
    private const int DepthBlock = 512;

    /// <summary>Operations in one piece of work, and below which one thread does all: some ten microseconds.</summary>
    private const double PieceOperations = 4e5, SerialLimit = 1e6;

    private struct Job
    {
        public Matrix A, B;
        public int Rows, Columns, Depth, Pieces;
        public float* C, Initial, Packed;
        public nint CStride, InitialStride;
    }

    /// <summary>As <see cref="Product{S, V}.Run"/>, for an a that is not transposed and has at most <see cref="MaxRows"/> rows.</summary>
    public static void Run(
        ComputeThreads threads, MemoryPool pool, int rows, int columns, int depth, Matrix a, Matrix b, float* c, nint cStride, float* initial, nint initialStride)
    {
        using var packed = new Scratch(pool, (long)threads.Count * DepthBlock * Tile<S, V>.PanelWidth);
        double operations = 2.0 * rows * columns * depth;
        int panels = PackedMatrix<S, V>.PanelsOf(columns);
        var job = new Job
        {
            A = a, B = b, Rows = rows, Columns = columns, Depth = depth, C = c, CStride = cStride, Initial = initial, InitialStride = initialStride, Packed = packed.Floats,
            Pieces = (int)Math.Clamp(operations / PieceOperations, 1, panels),
        };
        threads.Run(job.Pieces, &Piece, &job, alone: operations < SerialLimit);
    }

    private static void Piece(void* context, int piece, int thread)
    {
        var job = (Job*)context;
        int width = Tile<S, V>.PanelWidth;
        float* packed = job->Packed + (nint)thread * DepthBlock * width;
        var (first, panels) = RowTiles.Get(PackedMatrix<S, V>.PanelsOf(job->Columns), job->Pieces, piece);
        for (int panel = first; panel < first + panels; panel++)
        {
            int column = panel * width, columns = Math.Min(width, job->Columns - column), k = 0;
            do
            {
                Panel(job, column, columns, k, Math.Min(DepthBlock, job->Depth - k), packed);
                k += DepthBlock;
            }
            while (k < job->Depth);
        }
    }

    /// <summary>All rows times one panel of b, over one block of the depth.</summary>
    private static void Panel(Job* job, int column, int columns, int k, int depth, float* memory)
    {
        var packed = new PackedMatrix<S, V>(memory, depth, columns);
        bool packing = columns == Tile<S, V>.PanelWidth && !job->B.Transposed;
        if (!packing && depth > 0)
            packed.Pack(0, 0, depth, new Matrix(job->B.At(k, column), job->B.Stride, job->B.Transposed));
        float* c = job->C + column, initial = k > 0 ? c : job->Initial == null ? null : job->Initial + column;
        nint initialStride = k > 0 ? job->CStride : job->InitialStride;
        int tiles = RowTiles.Count(job->Rows, S.TileRows);
        for (int tile = 0; tile < tiles; tile++)
        {
            var (row, rows) = RowTiles.Get(job->Rows, tiles, tile);
            float* a = job->A.At(row, k), target = c + row * job->CStride, start = initial == null ? null : initial + row * initialStride;
            if (packing && tile == 0)
                Tile<S, V>.RunPacking(rows, depth, a, job->A.Stride, job->B.At(k, column), job->B.Stride, memory, target, job->CStride, start, initialStride);
            else
                BlockProduct<S, V>.OneTile(rows, false, depth, a, job->A.Stride, packed, 0, 0, target, job->CStride, start, initialStride);
        }
    }
}
