using System.Runtime.CompilerServices;
using RnnLab.Compute.Cpu.Memory;
using RnnLab.Compute.Cpu.Products;
using RnnLab.Compute.Cpu.Simd;
using RnnLab.Compute.Cpu.Threads;

namespace RnnLab.Compute.Cpu.Kernels;

/// <summary>Softmax, cross-entropy and its gradient in one visit to each row.</summary>
internal static unsafe class Softmax<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private struct Job
    {
        public float* Logits, Losses, Probabilities, Gradient, Rows;
        public int* Targets;
        public int Count, Vocabulary, Pieces;
        public float Scale;
    }

    /// <summary>As <see cref="IComputeBackend.SoftmaxCrossEntropy"/>; probabilities and gradient may be null, gradient may be logits.</summary>
    public static void Run(ComputeThreads threads, MemoryPool pool, int count, int vocabulary, float* logits, int* targets, float* losses, float* probabilities, float* gradient, float scale)
    {
        if (count == 0)
            return;
        int pieces = (int)Math.Clamp((long)count * vocabulary / 4096, 1, count);
        using var rows = new Scratch(pool, (long)threads.Count * vocabulary);
        var job = new Job
        {
            Logits = logits, Targets = targets, Losses = losses, Probabilities = probabilities, Gradient = gradient, Rows = rows.Floats,
            Count = count, Vocabulary = vocabulary, Pieces = pieces, Scale = scale,
        };
        threads.Run(pieces, &Piece, &job);
    }

    private static void Piece(void* context, int piece, int thread)
    {
        var job = (Job*)context;
        int vocabulary = job->Vocabulary;
        var (first, count) = RowTiles.Get(job->Count, job->Pieces, piece);
        float* exponentials = job->Rows + (nint)thread * vocabulary;
        for (int n = first; n < first + count; n++)
        {
            nint offset = (nint)n * vocabulary;
            float* logits = job->Logits + offset;
            int target = job->Targets[n];
            float targetLogit = logits[target], max = Max(logits, vocabulary);
            float sum = Exponentials(logits, max, exponentials, vocabulary);
            job->Losses[n] = (float)(Math.Log(sum) + ((double)max - targetLogit));
            if (job->Probabilities != null)
                Scale(exponentials, 1 / sum, job->Probabilities + offset, vocabulary);
            if (job->Gradient != null)
            {
                Scale(exponentials, job->Scale / sum, job->Gradient + offset, vocabulary);
                job->Gradient[offset + target] = job->Scale * (exponentials[target] / sum - 1);
            }
        }
    }

    private static float Max(float* x, int count)
    {
        float max = float.NegativeInfinity;
        int n = 0;
        if (count >= S.Lanes)
        {
            V vector = S.Load(x);
            for (n = S.Lanes; n + S.Lanes <= count; n += S.Lanes)
                vector = S.Max(vector, S.Load(x + n));
            float* lanes = stackalloc float[S.Lanes];
            S.Store(lanes, vector);
            for (int lane = 0; lane < S.Lanes; lane++)
                max = Math.Max(max, lanes[lane]);
        }

        for (; n < count; n++)
            max = Math.Max(max, x[n]);
        return max;
    }

    /// <summary>y = e^(x - max); returns the sum of y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Exponentials(float* x, float max, float* y, int count)
    {
        V maxima = S.Create(max), sum = S.Create(0);
        int n = 0;
        for (; n + S.Lanes <= count; n += S.Lanes)
        {
            V e = VectorMath<S, V>.Exp(S.Subtract(S.Load(x + n), maxima));
            S.Store(y + n, e);
            sum = S.Add(sum, e);
        }

        float total = S.SumLanes(sum);
        if (n < count)
        {
            S.StorePart(y + n, VectorMath<S, V>.Exp(S.Subtract(S.LoadPart(x + n, count - n), maxima)), count - n);
            for (; n < count; n++)
                total += y[n];
        }

        return total;
    }

    private static void Scale(float* x, float factor, float* y, int count)
    {
        V factors = S.Create(factor);
        int n = 0;
        for (; n + S.Lanes <= count; n += S.Lanes)
            S.Store(y + n, S.Multiply(S.Load(x + n), factors));
        for (; n < count; n++)
            y[n] = x[n] * factor;
    }
}
