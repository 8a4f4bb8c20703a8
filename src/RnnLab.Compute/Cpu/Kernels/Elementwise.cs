using System.Runtime.CompilerServices;
using RnnLab.Compute.Cpu.Products;
using RnnLab.Compute.Cpu.Simd;
using RnnLab.Compute.Cpu.Threads;

namespace RnnLab.Compute.Cpu.Kernels;

/// <summary>Applies an <see cref="IFunction{V}"/> along arrays.</summary>
internal static unsafe class Elementwise<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>Elements in one piece of work; shorter arrays are not worth a second thread.</summary>
    public const int PieceLength = 16 * 1024;

    private struct Job
    {
        public float* A, B, C, D, Y;
        public long Count;
        public int Columns, Rows, Pieces;
        public float Alpha, Beta;
    }

    /// <summary>y[n] = F(a[n], b[n], c[n], d[n]). Arrays that F does not read may be null; y may be one of them.</summary>
    public static void Run<F>(ComputeThreads threads, long count, float* a, float* b, float* c, float* d, float* y, double alpha = 0, double beta = 0)
        where F : struct, IFunction<V>
    {
        var job = new Job { A = a, B = b, C = c, D = d, Y = y, Count = count, Alpha = (float)alpha, Beta = (float)beta };
        threads.Run((int)((count + PieceLength - 1) / PieceLength), &Piece<F>, &job);
    }

    /// <summary>y[r, n] = F(a[r, n], b[n]): b is one row.</summary>
    public static void RunRows<F>(ComputeThreads threads, int rows, int columns, float* a, float* b, float* y)
        where F : struct, IFunction<V>
    {
        if (rows == 0 || columns == 0)
            return;
        var job = new Job { A = a, B = b, Y = y, Rows = rows, Columns = columns };
        job.Pieces = (int)Math.Clamp((long)rows * columns / PieceLength, 1, rows);
        threads.Run(job.Pieces, &RowsPiece<F>, &job);
    }

    private static void Piece<F>(void* context, int piece, int thread)
        where F : struct, IFunction<V>
    {
        var job = (Job*)context;
        long offset = (long)piece * PieceLength;
        int count = (int)Math.Min(PieceLength, job->Count - offset);
        Apply<F>(count, job->A + offset, job->B + offset, job->C + offset, job->D + offset, job->Y + offset, job->Alpha, job->Beta);
    }

    private static void RowsPiece<F>(void* context, int piece, int thread)
        where F : struct, IFunction<V>
    {
        var job = (Job*)context;
        var (first, count) = RowTiles.Get(job->Rows, job->Pieces, piece);
        for (int row = first; row < first + count; row++)
        {
            nint offset = (nint)row * job->Columns;
            Apply<F>(job->Columns, job->A + offset, job->B, null, null, job->Y + offset, 0, 0);
        }
    }

    private static void Apply<F>(int count, float* a, float* b, float* c, float* d, float* y, float alpha, float beta)
        where F : struct, IFunction<V>
    {
        int whole = count / S.Lanes * S.Lanes;
        Apply<F, Whole>(0, whole, S.Lanes, a, b, c, d, y, alpha, beta);
        if (whole < count)
            Apply<F, Rest>(whole, count, count - whole, a, b, c, d, y, alpha, beta);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Apply<F, E>(int from, int to, int count, float* a, float* b, float* c, float* d, float* y, float alpha, float beta)
        where F : struct, IFunction<V>
        where E : struct, IEnd
    {
        V alphas = S.Create(alpha), betas = S.Create(beta), zero = S.Create(0);
        for (int n = from; n < to; n += S.Lanes)
        {
            V va = F.Inputs > 0 ? Ends<S, V, E>.Load(a + n, count) : zero;
            V vb = F.Inputs > 1 ? Ends<S, V, E>.Load(b + n, count) : zero;
            V vc = F.Inputs > 2 ? Ends<S, V, E>.Load(c + n, count) : zero;
            V vd = F.Inputs > 3 ? Ends<S, V, E>.Load(d + n, count) : zero;
            Ends<S, V, E>.Store(y + n, F.Apply(va, vb, vc, vd, alphas, betas), count);
        }
    }
}
