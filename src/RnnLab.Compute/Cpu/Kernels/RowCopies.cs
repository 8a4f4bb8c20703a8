using System.Numerics.Tensors;
using RnnLab.Compute.Cpu.Products;
using RnnLab.Compute.Cpu.Threads;

namespace RnnLab.Compute.Cpu.Kernels;

/// <summary>Copies and sums of rows and of parts of rows.</summary>
internal static unsafe class RowCopies
{
    private struct Job
    {
        public float* Source, Target;
        public int* SourceIndex;
        public nint SourceStride, TargetStride;
        public int Rows, Width, Pieces;
        public bool Add;
    }

    /// <summary>target[n, 0..width) (+)= source[index[n] or n, 0..width).</summary>
    public static void Run(ComputeThreads threads, int rows, int width, float* source, nint sourceStride, int* sourceIndex, float* target, nint targetStride, bool add)
    {
        if (rows == 0 || width == 0)
            return;
        var job = new Job
        {
            Source = source, Target = target, SourceIndex = sourceIndex, SourceStride = sourceStride, TargetStride = targetStride, Rows = rows, Width = width, Add = add,
            Pieces = (int)Math.Clamp((long)rows * width / (32 * 1024), 1, rows),
        };
        threads.Run(job.Pieces, &Piece, &job);
    }

    /// <summary>table[index[n], :] += rows[n, :] in the order of n; spread over columns, because rows may meet.</summary>
    public static void ScatterAdd(ComputeThreads threads, int rows, int width, float* source, int* index, float* table)
    {
        if (rows == 0 || width == 0)
            return;
        var job = new Job
        {
            Source = source, Target = table, SourceIndex = index, SourceStride = width, TargetStride = width, Rows = rows, Width = width,
            Pieces = (long)rows * width < 64 * 1024 ? 1 : RowTiles.Count(width, 64),
        };
        threads.Run(job.Pieces, &ScatterPiece, &job);
    }

    private static void Piece(void* context, int piece, int thread)
    {
        var job = (Job*)context;
        var (first, count) = RowTiles.Get(job->Rows, job->Pieces, piece);
        for (int n = first; n < first + count; n++)
        {
            var source = new ReadOnlySpan<float>(job->Source + (job->SourceIndex == null ? n : job->SourceIndex[n]) * job->SourceStride, job->Width);
            var target = new Span<float>(job->Target + n * job->TargetStride, job->Width);
            if (job->Add)
                TensorPrimitives.Add(target, source, target);
            else
                source.CopyTo(target);
        }
    }

    private static void ScatterPiece(void* context, int piece, int thread)
    {
        var job = (Job*)context;
        var (first, count) = RowTiles.Get(job->Width, job->Pieces, piece);
        for (int n = 0; n < job->Rows; n++)
        {
            var target = new Span<float>(job->Target + job->SourceIndex[n] * job->TargetStride + first, count);
            TensorPrimitives.Add(target, new ReadOnlySpan<float>(job->Source + n * job->SourceStride + first, count), target);
        }
    }
}
