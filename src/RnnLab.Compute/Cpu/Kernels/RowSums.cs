using RnnLab.Compute.Cpu.Products;
using RnnLab.Compute.Cpu.Simd;
using RnnLab.Compute.Cpu.Threads;

namespace RnnLab.Compute.Cpu.Kernels;

/// <summary>Sums over rows.</summary>
internal static unsafe class RowSums<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>Rows summed before their sum is added to the total: rounding errors then grow with the number of blocks, not of rows.</summary>
    private const int BlockRows = 64;

    private struct Job
    {
        public float* X;
        public int Rows, Columns, Pieces;
        public nint Stride;
        public float* Sums;
        public bool Accumulate;
    }

    /// <summary>sums[n] (+)= sum over r of x[r, n].</summary>
    public static void Run(ComputeThreads threads, float* x, int rows, int columns, nint stride, float* sums, bool accumulate)
    {
        var job = new Job { X = x, Rows = rows, Columns = columns, Stride = stride, Sums = sums, Accumulate = accumulate };
        long elements = (long)rows * columns;
        job.Pieces = elements < 2 * Elementwise<S, V>.PieceLength ? 1 : RowTiles.Count(columns, 4 * S.Lanes);
        if (columns > 0)
            threads.Run(job.Pieces, &Piece, &job);
    }

    private static void Piece(void* context, int piece, int thread)
    {
        var job = (Job*)context;
        int lanes = S.Lanes, vectors = RowTiles.Count(job->Columns, lanes);
        var (first, count) = RowTiles.Get(vectors, job->Pieces, piece);
        for (int vector = first; vector < first + count; vector++)
        {
            int column = vector * lanes, width = Math.Min(lanes, job->Columns - column);
            V sum = width == lanes ? Column<Whole>(job, column, width) : Column<Rest>(job, column, width);
            if (job->Accumulate)
                sum = S.Add(sum, S.LoadPart(job->Sums + column, width));
            S.StorePart(job->Sums + column, sum, width);
        }
    }

    private static V Column<E>(Job* job, int column, int width)
        where E : struct, IEnd
    {
        V total = S.Create(0);
        float* x = job->X + column;
        for (int row = 0; row < job->Rows;)
        {
            int end = Math.Min(job->Rows, row + BlockRows);
            V even = S.Create(0), odd = even;
            for (; row + 2 <= end; row += 2, x += 2 * job->Stride)
            {
                even = S.Add(even, Ends<S, V, E>.Load(x, width));
                odd = S.Add(odd, Ends<S, V, E>.Load(x + job->Stride, width));
            }

            if (row < end)
            {
                even = S.Add(even, Ends<S, V, E>.Load(x, width));
                row++;
                x += job->Stride;
            }

            total = S.Add(total, S.Add(even, odd));
        }

        return total;
    }
}
