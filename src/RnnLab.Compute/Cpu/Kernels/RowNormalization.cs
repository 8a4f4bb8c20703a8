using RnnLab.Compute.Cpu.Products;
using RnnLab.Compute.Cpu.Simd;
using RnnLab.Compute.Cpu.Threads;

namespace RnnLab.Compute.Cpu.Kernels;

/// <summary>Mean 0 and variance 1 in each row, and the way back. The mean is taken off before squares are summed, so that a large mean costs no digits.</summary>
internal static unsafe class RowNormalization<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private struct Job
    {
        public float* X, Y, InverseDeviations, OutputGradient, InputGradient;
        public int Rows, Columns, Pieces;
        public float Epsilon;
        public bool Accumulate;
    }

    /// <summary>As <see cref="IComputeBackend.NormalizeRows"/>.</summary>
    public static void Run(ComputeThreads threads, int rows, int columns, float* x, float epsilon, float* y, float* inverseDeviations)
    {
        var job = new Job { X = x, Y = y, InverseDeviations = inverseDeviations, Rows = rows, Columns = columns, Pieces = Pieces(rows, columns), Epsilon = epsilon };
        if (rows > 0)
            threads.Run(job.Pieces, &Piece, &job);
    }

    /// <summary>As <see cref="IComputeBackend.NormalizeRowsBackward"/>.</summary>
    public static void RunBackward(ComputeThreads threads, int rows, int columns, float* y, float* inverseDeviations, float* dy, float* dx, bool accumulate)
    {
        var job = new Job
        {
            Y = y, InverseDeviations = inverseDeviations, OutputGradient = dy, InputGradient = dx, Rows = rows, Columns = columns, Pieces = Pieces(rows, columns), Accumulate = accumulate,
        };
        if (rows > 0)
            threads.Run(job.Pieces, &BackwardPiece, &job);
    }

    private static int Pieces(int rows, int columns) => (int)Math.Clamp((long)rows * columns / 4096, 1, Math.Max(rows, 1));

    private static void Piece(void* context, int piece, int thread)
    {
        var job = (Job*)context;
        int columns = job->Columns, whole = columns / S.Lanes * S.Lanes, rest = columns - whole;
        var (first, count) = RowTiles.Get(job->Rows, job->Pieces, piece);
        for (int row = first; row < first + count; row++)
        {
            float* x = job->X + (nint)row * columns, y = job->Y + (nint)row * columns;
            V sum = S.Create(0);
            for (int n = 0; n < whole; n += S.Lanes)
                sum = S.Add(sum, S.Load(x + n));
            if (rest > 0)
                sum = S.Add(sum, S.LoadPart(x + whole, rest));
            float average = S.SumLanes(sum) / columns;
            V mean = S.Create(average), squares = S.Create(0);
            for (int n = 0; n < whole; n += S.Lanes)
            {
                V difference = S.Subtract(S.Load(x + n), mean);
                S.Store(y + n, difference);
                squares = S.MultiplyAdd(difference, difference, squares);
            }

            float total = S.SumLanes(squares);
            for (int n = whole; n < columns; n++)
            {
                y[n] = x[n] - average;
                total += y[n] * y[n];
            }

            float inverse = 1 / MathF.Sqrt((total / columns) + job->Epsilon);
            job->InverseDeviations[row] = inverse;
            V scale = S.Create(inverse);
            for (int n = 0; n < whole; n += S.Lanes)
                S.Store(y + n, S.Multiply(S.Load(y + n), scale));
            for (int n = whole; n < columns; n++)
                y[n] *= inverse;
        }
    }

    private static void BackwardPiece(void* context, int piece, int thread)
    {
        var job = (Job*)context;
        int columns = job->Columns;
        var (first, count) = RowTiles.Get(job->Rows, job->Pieces, piece);
        for (int row = first; row < first + count; row++)
        {
            float* y = job->Y + (nint)row * columns, dy = job->OutputGradient + (nint)row * columns, dx = job->InputGradient + (nint)row * columns;
            V sum = S.Create(0), product = sum;
            for (int n = 0; n < columns; n += S.Lanes)
            {
                int lanes = Math.Min(S.Lanes, columns - n);
                V g = S.LoadPart(dy + n, lanes);
                sum = S.Add(sum, g);
                product = S.MultiplyAdd(g, S.LoadPart(y + n, lanes), product);
            }

            V mean = S.Create(S.SumLanes(sum) / columns), along = S.Create(S.SumLanes(product) / columns), inverse = S.Create(job->InverseDeviations[row]);
            for (int n = 0; n < columns; n += S.Lanes)
            {
                int lanes = Math.Min(S.Lanes, columns - n);
                V d = S.MultiplySubtractFrom(S.LoadPart(y + n, lanes), along, S.Subtract(S.LoadPart(dy + n, lanes), mean));
                V previous = job->Accumulate ? S.LoadPart(dx + n, lanes) : S.Create(0);
                S.StorePart(dx + n, S.MultiplyAdd(inverse, d, previous), lanes);
            }
        }
    }
}
