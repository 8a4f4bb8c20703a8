using System.Numerics;
using RnnLab.Compute.Cpu.Threads;

namespace RnnLab.Compute.Cpu.Kernels;

/// <summary>Fills arrays from a Philox stream, a block of four numbers at a time; the same on every instruction set.</summary>
internal static unsafe class PhiloxFill
{
    private const int PieceLength = 8 * 1024;

    private struct Job
    {
        public PhiloxKey Key;
        public ulong FirstIndex;
        public float* X;
        public long Count;
        public double Low, Range, Rate;
    }

    /// <summary>x[n] = low + (high - low) u(firstIndex + n).</summary>
    public static void Uniform(ComputeThreads threads, float* x, long count, PhiloxKey key, ulong firstIndex, double low, double high)
    {
        var job = new Job { Key = key, FirstIndex = firstIndex, X = x, Count = count, Low = low, Range = high - low };
        threads.Run((int)((count + PieceLength - 1) / PieceLength), &UniformPiece, &job);
    }

    /// <summary>mask[n] = u(firstIndex + n) &lt; rate ? 0 : 1 / (1 - rate).</summary>
    public static void Mask(ComputeThreads threads, float* mask, long count, PhiloxKey key, ulong firstIndex, double rate)
    {
        var job = new Job { Key = key, FirstIndex = firstIndex, X = mask, Count = count, Rate = rate };
        threads.Run((int)((count + PieceLength - 1) / PieceLength), &MaskPiece, &job);
    }

    private static void UniformPiece(void* context, int piece, int thread)
    {
        var job = (Job*)context;
        float* numbers = stackalloc float[PieceLength];
        var (first, count) = Draw(job, piece, numbers);
        for (int n = 0; n < count; n++)
            job->X[first + n] = (float)(job->Low + job->Range * numbers[n]);
    }

    private static void MaskPiece(void* context, int piece, int thread)
    {
        var job = (Job*)context;
        float* numbers = stackalloc float[PieceLength];
        var (first, count) = Draw(job, piece, numbers);
        float* mask = job->X + first;

        // Numbers are multiples of 2^-24; so rounded up, the rate is a float and parts them as the exact rate does. No branch: half of the guesses would be wrong.
        float kept = (float)(1 / (1 - job->Rate)), threshold = (float)(Math.Ceiling(job->Rate * (1 << 24)) / (1 << 24));
        int n = 0;
        for (; n + Vector<float>.Count <= count; n += Vector<float>.Count)
            Vector.ConditionalSelect(Vector.LessThan(Vector.Load(numbers + n), Vector.Create(threshold)), Vector<float>.Zero, Vector.Create(kept)).Store(mask + n);
        for (; n < count; n++)
            mask[n] = numbers[n] < threshold ? 0 : kept;
    }

    /// <summary>The piece's numbers, in order, each block computed once.</summary>
    private static (long First, int Count) Draw(Job* job, int piece, float* numbers)
    {
        const float unit = 1f / (1 << 24);
        long first = (long)piece * PieceLength;
        int count = (int)Math.Min(PieceLength, job->Count - first), n = 0;
        ulong index = job->FirstIndex + (ulong)first;
        for (; n < count && ((index + (ulong)n) & 3) != 0; n++)
            numbers[n] = Philox.Uniform(job->Key, index + (ulong)n);
        uint* words = stackalloc uint[4 * PhiloxBlocks.Count];
        for (; n + 4 * PhiloxBlocks.Count <= count; n += 4 * PhiloxBlocks.Count)
        {
            PhiloxBlocks.Words(job->Key, (index + (ulong)n) >> 2, words);
            for (int word = 0; word < 4 * PhiloxBlocks.Count; word++)
                numbers[n + word] = (int)(words[word] >> 8) * unit;
        }

        for (; n < count; n++)
            numbers[n] = Philox.Uniform(job->Key, index + (ulong)n);
        return (first, count);
    }
}
