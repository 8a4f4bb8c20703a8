using RnnLab.Compute.Cpu.Products;
using RnnLab.Compute.Cpu.Simd;
using RnnLab.Compute.Cpu.Threads;

namespace RnnLab.Compute.Cpu.Kernels;

/// <summary>Softmax of each row, over the columns that a mask leaves, and its backward pass.</summary>
internal static unsafe class RowSoftmax<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private struct Job
    {
        public float* X, Mask, Y, Gradient;
        public int Rows, Columns, MaskRows, Pieces;
        public bool Accumulate;
    }

    /// <summary>y = softmax(x); mask may be null, y may be x.</summary>
    public static void Run(ComputeThreads threads, int rows, int columns, float* x, float* mask, int maskRows, float* y)
    {
        if (rows == 0 || columns == 0)
            return;
        var job = new Job { X = x, Mask = mask, Y = y, Rows = rows, Columns = columns, MaskRows = maskRows, Pieces = Pieces(rows, columns) };
        threads.Run(job.Pieces, &Piece, &job);
    }

    /// <summary>dx (+)= y (dy - sum of y dy).</summary>
    public static void Backward(ComputeThreads threads, int rows, int columns, float* y, float* dy, float* dx, bool accumulate)
    {
        if (rows == 0 || columns == 0)
            return;
        var job = new Job { X = dy, Y = y, Gradient = dx, Rows = rows, Columns = columns, Accumulate = accumulate, Pieces = Pieces(rows, columns) };
        threads.Run(job.Pieces, &BackwardPiece, &job);
    }

    private static int Pieces(int rows, int columns) => (int)Math.Clamp((long)rows * columns / 4096, 1, rows);

    private static void Piece(void* context, int piece, int thread)
    {
        var job = (Job*)context;
        var (first, count) = RowTiles.Get(job->Rows, job->Pieces, piece);
        for (int row = first; row < first + count; row++)
        {
            nint offset = (nint)row * job->Columns;
            Row(job->X + offset, job->Mask == null ? null : job->Mask + (nint)(row % job->MaskRows) * job->Columns, job->Y + offset, job->Columns);
        }
    }

    private static void Row(float* x, float* mask, float* y, int columns)
    {
        float max = float.NegativeInfinity;
        for (int n = 0; n < columns; n++)
        {
            float value = mask == null || mask[n] != 0 ? x[n] : float.NegativeInfinity;
            y[n] = value;
            max = Math.Max(max, value);
        }

        if (max == float.NegativeInfinity)
        {
            new Span<float>(y, columns).Clear();
            return;
        }

        V maxima = S.Create(max), sums = S.Create(0);
        int whole = columns / S.Lanes * S.Lanes;
        for (int n = 0; n < whole; n += S.Lanes)
        {
            V e = VectorMath<S, V>.Exp(S.Subtract(S.Load(y + n), maxima));
            S.Store(y + n, e);
            sums = S.Add(sums, e);
        }

        float sum = S.SumLanes(sums);
        if (whole < columns)
        {
            S.StorePart(y + whole, VectorMath<S, V>.Exp(S.Subtract(S.LoadPart(y + whole, columns - whole), maxima)), columns - whole);
            for (int n = whole; n < columns; n++)
                sum += y[n];
        }

        float inverse = 1 / sum;
        for (int n = 0; n < columns; n++)
            y[n] *= inverse;
    }

    private static void BackwardPiece(void* context, int piece, int thread)
    {
        var job = (Job*)context;
        var (first, count) = RowTiles.Get(job->Rows, job->Pieces, piece);
        int columns = job->Columns, whole = columns / S.Lanes * S.Lanes;
        for (int row = first; row < first + count; row++)
        {
            nint offset = (nint)row * columns;
            float* y = job->Y + offset, dy = job->X + offset, dx = job->Gradient + offset;
            V sums = S.Create(0);
            for (int n = 0; n < whole; n += S.Lanes)
                sums = S.MultiplyAdd(S.Load(y + n), S.Load(dy + n), sums);
            float dot = S.SumLanes(sums);
            for (int n = whole; n < columns; n++)
                dot += y[n] * dy[n];

            V dots = S.Create(dot);
            for (int n = 0; n < whole; n += S.Lanes)
            {
                V slope = S.Multiply(S.Load(y + n), S.Subtract(S.Load(dy + n), dots));
                S.Store(dx + n, job->Accumulate ? S.Add(S.Load(dx + n), slope) : slope);
            }

            for (int n = whole; n < columns; n++)
                dx[n] = (job->Accumulate ? dx[n] : 0) + y[n] * (dy[n] - dot);
        }
    }
}
