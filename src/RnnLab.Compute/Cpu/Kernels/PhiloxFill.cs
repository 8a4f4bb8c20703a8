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
        var numbers = new Numbers(job, piece);
        for (long n = numbers.From; n < numbers.To; n++)
            job->X[n] = (float)(job->Low + job->Range * numbers.Next());
    }

    private static void MaskPiece(void* context, int piece, int thread)
    {
        var job = (Job*)context;
        var numbers = new Numbers(job, piece);
        float kept = (float)(1 / (1 - job->Rate));
        for (long n = numbers.From; n < numbers.To; n++)
            job->X[n] = numbers.Next() < job->Rate ? 0 : kept;
    }

    /// <summary>The stream's numbers in order, each block computed once.</summary>
    private ref struct Numbers
    {
        private readonly PhiloxKey _key;
        private ulong _index;
        private (uint A, uint B, uint C, uint D) _block;

        public Numbers(Job* job, int piece)
        {
            From = (long)piece * PieceLength;
            To = Math.Min(From + PieceLength, job->Count);
            _key = job->Key;
            _index = job->FirstIndex + (ulong)From;
            _block = Philox.Block(_key, _index >> 2);
        }

        public long From { get; }

        public long To { get; }

        public float Next()
        {
            uint word = (_index & 3) switch { 0 => _block.A, 1 => _block.B, 2 => _block.C, _ => _block.D };
            if ((++_index & 3) == 0)
                _block = Philox.Block(_key, _index >> 2);
            return (word >> 8) * (1f / (1 << 24));
        }
    }
}
