using System.Runtime.CompilerServices;
using RnnLab.Compute.Cpu.Memory;
using RnnLab.Compute.Cpu.Simd;
using RnnLab.Compute.Cpu.Threads;

namespace RnnLab.Compute.Cpu.Products;

/// <summary>
/// Products with a handful of rows on the left, as when one character at a time is generated: the right-hand matrix is read once where it
/// lies, because packing it would cost as much as the product.
/// </summary>
internal static unsafe class SmallProduct<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>From this many rows on packing pays.</summary>
    public const int MaxRows = 3;

    /// <summary>Right-hand elements in one piece of work, and from how many on there are two.</summary>
    private const int PieceElements = 64 * 1024, SharedElements = 24 * 1024;

    private struct Job
    {
        public float* A;
        public Matrix B;
        public int Rows, Columns, Depth, Pieces;
        public float* C;
        public nint CStride;
        public float* Initial;
        public nint InitialStride;
    }

    /// <summary>As <see cref="Product{S, V}.Run"/>, for at most <see cref="MaxRows"/> rows.</summary>
    public static void Run(ComputeThreads threads, MemoryPool pool, int rows, int columns, int depth, Matrix a, Matrix b, float* c, nint cStride, float* initial, nint initialStride)
    {
        using var memory = new Scratch(pool, (long)rows * depth);
        float* aRows = memory.Floats;
        for (int row = 0; row < rows; row++)
        {
            for (int k = 0; k < depth; k++)
                aRows[(nint)row * depth + k] = *a.At(row, k);
        }

        long elements = (long)depth * columns;
        var job = new Job
        {
            A = aRows, B = b, Rows = rows, Columns = columns, Depth = depth, C = c, CStride = cStride, Initial = initial, InitialStride = initialStride,
            Pieces = (int)Math.Min(elements < SharedElements ? 1 : Math.Max(1, elements / PieceElements / 2) * 2, RowTiles.Count(columns, 16)),
        };
        threads.Run(job.Pieces, &Piece, &job);
    }

    private static void Piece(void* context, int piece, int thread)
    {
        var job = (Job*)context;
        var (column, columns) = RowTiles.Get(job->Columns, job->Pieces, piece);
        for (int row = 0; row < job->Rows; row++)
        {
            float* a = job->A + (nint)row * job->Depth, c = job->C + row * job->CStride;
            float* initial = job->Initial == null ? null : job->Initial + row * job->InitialStride;
            if (job->B.Transposed)
                RowDots<S, V>.Run(a, job->B.At(0, column), job->B.Stride, job->Depth, columns, c + column, initial == null ? null : initial + column);
            else
                Sums(a, job->B.At(0, column), job->B.Stride, job->Depth, columns, c + column, initial == null ? null : initial + column);
        }
    }

    /// <summary>c[n] = initial[n] + sum over k of a[k] b[k, n], four vectors of columns at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sums(float* a, float* b, nint stride, int depth, int columns, float* c, float* initial)
    {
        int n = 0;
        for (; n + 4 * S.Lanes <= columns; n += 4 * S.Lanes)
        {
            V s0 = S.Create(0), s1 = s0, s2 = s0, s3 = s0;
            if (initial != null)
            {
                s0 = S.Load(initial + n);
                s1 = S.Load(initial + n + S.Lanes);
                s2 = S.Load(initial + n + 2 * S.Lanes);
                s3 = S.Load(initial + n + 3 * S.Lanes);
            }

            float* row = b + n;
            for (int k = 0; k < depth; k++, row += stride)
            {
                V x = S.Create(a[k]);
                s0 = S.MultiplyAdd(x, S.Load(row), s0);
                s1 = S.MultiplyAdd(x, S.Load(row + S.Lanes), s1);
                s2 = S.MultiplyAdd(x, S.Load(row + 2 * S.Lanes), s2);
                s3 = S.MultiplyAdd(x, S.Load(row + 3 * S.Lanes), s3);
            }

            S.Store(c + n, s0);
            S.Store(c + n + S.Lanes, s1);
            S.Store(c + n + 2 * S.Lanes, s2);
            S.Store(c + n + 3 * S.Lanes, s3);
        }

        for (; n < columns; n += S.Lanes)
        {
            int count = Math.Min(S.Lanes, columns - n);
            V sum = initial == null ? S.Create(0) : S.LoadPart(initial + n, count);
            for (int k = 0; k < depth; k++)
                sum = S.MultiplyAdd(S.Create(a[k]), S.LoadPart(b + k * stride + n, count), sum);
            S.StorePart(c + n, sum, count);
        }
    }
}
