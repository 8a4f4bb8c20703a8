using RnnLab.Compute.Cpu.Simd;
using RnnLab.Compute.Cpu.Threads;

namespace RnnLab.Compute.Cpu.Kernels;

/// <summary>The greatest value over time of each unit of each sequence, and when it was.</summary>
internal static unsafe class TimeMaximum<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private struct Job
    {
        public float* X, Y, Winners;
        public int* Lengths;
        public int Time, Batch, Width;
    }

    /// <summary>As <see cref="IComputeBackend.MaxOverTime"/>. Times are kept as floats, exact up to 2^24.</summary>
    public static void Run(ComputeThreads threads, int time, int batch, int width, float* x, int* lengths, float* y, float* winners)
    {
        var job = new Job { X = x, Y = y, Winners = winners, Lengths = lengths, Time = time, Batch = batch, Width = width };
        threads.Run(batch, &Piece, &job);
    }

    private static void Piece(void* context, int piece, int thread)
    {
        var job = (Job*)context;
        int width = job->Width, whole = width / S.Lanes * S.Lanes, length = job->Lengths == null ? job->Time : job->Lengths[piece];
        float* y = job->Y + (nint)piece * width, winners = job->Winners + (nint)piece * width, x = job->X + (nint)piece * width;
        if (length == 0)
        {
            new Span<float>(y, width).Clear();
            new Span<float>(winners, width).Fill(-1);
            return;
        }

        nint stride = (nint)job->Batch * width;
        for (int n = 0; n < whole; n += S.Lanes)
            Columns<Whole>(x + n, stride, length, y + n, winners + n, S.Lanes);
        if (whole < width)
            Columns<Rest>(x + whole, stride, length, y + whole, winners + whole, width - whole);
    }

    private static void Columns<E>(float* x, nint stride, int length, float* y, float* winners, int count)
        where E : struct, IEnd
    {
        V best = Ends<S, V, E>.Load(x, count), winner = S.Create(0);
        for (int t = 1; t < length; t++)
        {
            V value = Ends<S, V, E>.Load(x + t * stride, count);
            winner = S.IfGreater(value, best, S.Create(t), winner);
            best = S.IfGreater(value, best, value, best);
        }

        Ends<S, V, E>.Store(y, best, count);
        Ends<S, V, E>.Store(winners, winner, count);
    }
}
