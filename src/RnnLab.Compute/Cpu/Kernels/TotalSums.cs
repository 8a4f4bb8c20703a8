using RnnLab.Compute.Cpu.Memory;
using RnnLab.Compute.Cpu.Simd;
using RnnLab.Compute.Cpu.Threads;

namespace RnnLab.Compute.Cpu.Kernels;

/// <summary>Sums over all elements: short stretches in float32, their sums in float64, in an order that depends on the length alone.</summary>
internal static unsafe class TotalSums<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>Vectors added up in float32 before going over to float64.</summary>
    private const int StretchVectors = 16;

    private struct Job
    {
        public float* X;
        public long Count;
        public double* Partial;
        public bool Squares;
        public float Limit;
    }

    /// <summary>The sum of the elements or of their squares.</summary>
    public static double Run(ComputeThreads threads, MemoryPool pool, float* x, long count, bool squares)
    {
        int pieces = (int)((count + Elementwise<S, V>.PieceLength - 1) / Elementwise<S, V>.PieceLength);
        using var memory = new Scratch(pool, 2L * pieces);
        var job = new Job { X = x, Count = count, Partial = (double*)memory.Floats, Squares = squares };
        threads.Run(pieces, &Piece, &job);
        double sum = 0;
        for (int piece = 0; piece < pieces; piece++)
            sum += job.Partial[piece];
        return sum;
    }

    /// <summary>Clips to [-limit, limit] and counts what was clipped.</summary>
    public static long Clip(ComputeThreads threads, MemoryPool pool, float* x, long count, float limit)
    {
        int pieces = (int)((count + Elementwise<S, V>.PieceLength - 1) / Elementwise<S, V>.PieceLength);
        using var memory = new Scratch(pool, 2L * pieces);
        var job = new Job { X = x, Count = count, Partial = (double*)memory.Floats, Limit = limit };
        threads.Run(pieces, &ClipPiece, &job);
        double clipped = 0;
        for (int piece = 0; piece < pieces; piece++)
            clipped += job.Partial[piece];
        return (long)clipped;
    }

    private static void Piece(void* context, int piece, int thread)
    {
        var job = (Job*)context;
        long offset = (long)piece * Elementwise<S, V>.PieceLength;
        int count = (int)Math.Min(Elementwise<S, V>.PieceLength, job->Count - offset);
        float* x = job->X + offset;
        double sum = 0;
        int n = 0;
        while (n < count)
        {
            V stretch = S.Create(0);
            for (int vector = 0; vector < StretchVectors && n < count; vector++, n += S.Lanes)
            {
                V value = n + S.Lanes <= count ? S.Load(x + n) : S.LoadPart(x + n, count - n);
                stretch = job->Squares ? S.MultiplyAdd(value, value, stretch) : S.Add(stretch, value);
            }

            sum += S.SumLanes(stretch);
        }

        job->Partial[piece] = sum;
    }

    private static void ClipPiece(void* context, int piece, int thread)
    {
        var job = (Job*)context;
        long offset = (long)piece * Elementwise<S, V>.PieceLength;
        int count = (int)Math.Min(Elementwise<S, V>.PieceLength, job->Count - offset);
        float* x = job->X + offset;
        V limit = S.Create(job->Limit), negative = S.Create(-job->Limit), one = S.Create(1), zero = S.Create(0), clipped = zero;
        for (int n = 0; n < count; n += S.Lanes)
        {
            int part = Math.Min(S.Lanes, count - n);
            V value = S.LoadPart(x + n, part);
            clipped = S.Add(clipped, S.IfGreater(S.Abs(value), limit, one, zero));
            S.StorePart(x + n, S.Max(negative, S.Min(limit, value)), part);
        }

        job->Partial[piece] = S.SumLanes(clipped);
    }
}
