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
        public int Ignored;
        public bool Ignores;
        public float Scale, Smoothing;
    }

    /// <summary>As <see cref="IComputeBackend.SoftmaxCrossEntropy"/>; probabilities and gradient may be null, gradient may be logits.</summary>
    public static void Run(ComputeThreads threads, MemoryPool pool, int count, int vocabulary, float* logits, int* targets, float* losses, float* probabilities, float* gradient, float scale, CrossEntropyOptions options)
    {
        if (count == 0)
            return;
        int pieces = (int)Math.Clamp((long)count * vocabulary / 4096, 1, count);
        using var rows = new Scratch(pool, (long)threads.Count * vocabulary);
        var job = new Job
        {
            Logits = logits, Targets = targets, Losses = losses, Probabilities = probabilities, Gradient = gradient, Rows = rows.Floats,
            Count = count, Vocabulary = vocabulary, Pieces = pieces, Scale = scale,
            Ignores = options.IgnoreIndex is not null, Ignored = options.IgnoreIndex ?? 0, Smoothing = (float)options.LabelSmoothing,
        };
        threads.Run(pieces, &Piece, &job, alone: (long)count * vocabulary < 16 * 1024);
    }

    private static void Piece(void* context, int piece, int thread)
    {
        var job = (Job*)context;
        int vocabulary = job->Vocabulary;
        float smoothing = job->Smoothing, kept = 1 - smoothing, shared = smoothing / vocabulary;
        var (first, count) = RowTiles.Get(job->Count, job->Pieces, piece);
        float* exponentials = job->Rows + (nint)thread * vocabulary;
        for (int n = first; n < first + count; n++)
        {
            nint offset = (nint)n * vocabulary;
            float* logits = job->Logits + offset;
            int target = job->Targets[n];
            bool ignored = job->Ignores && target == job->Ignored;
            float max = Max(logits, vocabulary);
            float sum = Exponentials(logits, max, exponentials, vocabulary);
            double loss = ignored ? 0 : kept * (Math.Log(sum) + ((double)max - logits[target]));
            if (smoothing > 0 && !ignored)
                loss += smoothing * (Math.Log(sum) + (max - Mean(logits, vocabulary)));
            job->Losses[n] = (float)loss;
            if (job->Probabilities != null)
                Scale(exponentials, 1 / sum, job->Probabilities + offset, vocabulary);
            if (job->Gradient == null)
                continue;
            if (ignored)
            {
                new Span<float>(job->Gradient + offset, vocabulary).Clear();
                continue;
            }

            Scale(exponentials, job->Scale / sum, job->Gradient + offset, vocabulary);
            if (smoothing > 0)
                Subtract(job->Scale * shared, job->Gradient + offset, vocabulary);
            job->Gradient[offset + target] = job->Scale * (exponentials[target] / sum - (kept + shared));
        }
    }

    private static double Mean(float* x, int count)
    {
        // In double: the mean stands beside log sum exp, from which it may differ by little.
        double sum = 0;
        for (int n = 0; n < count; n++)
            sum += x[n];
        return sum / count;
    }

    private static void Subtract(float amount, float* y, int count)
    {
        V amounts = S.Create(amount);
        int n = 0;
        for (; n + S.Lanes <= count; n += S.Lanes)
            S.Store(y + n, S.Subtract(S.Load(y + n), amounts));
        for (; n < count; n++)
            y[n] -= amount;
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
