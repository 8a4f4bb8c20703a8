using System.Numerics.Tensors;
using RnnLab.Compute.Cpu.Threads;

namespace RnnLab.Compute.Cpu.Kernels;

/// <summary>Natural logarithms. No training step takes many, so the base library's will do for every instruction set.</summary>
internal static unsafe class Logarithms
{
    private const int PieceLength = 16 * 1024;

    private struct Job
    {
        public float* X, Y;
        public long Count;
    }

    /// <summary>y = ln x.</summary>
    public static void Run(ComputeThreads threads, long count, float* x, float* y)
    {
        var job = new Job { X = x, Y = y, Count = count };
        threads.Run((int)((count + PieceLength - 1) / PieceLength), &Piece, &job);
    }

    private static void Piece(void* context, int piece, int thread)
    {
        var job = (Job*)context;
        long offset = (long)piece * PieceLength;
        int count = (int)Math.Min(PieceLength, job->Count - offset);
        TensorPrimitives.Log(new ReadOnlySpan<float>(job->X + offset, count), new Span<float>(job->Y + offset, count));
    }
}
