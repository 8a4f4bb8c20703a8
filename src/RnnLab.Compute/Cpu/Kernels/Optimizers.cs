using System.Runtime.CompilerServices;
using RnnLab.Compute.Cpu.Simd;
using RnnLab.Compute.Cpu.Threads;

namespace RnnLab.Compute.Cpu.Kernels;

/// <summary>Optimizer steps: each reads and writes every array once.</summary>
internal static unsafe class Optimizers<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private struct Job
    {
        public float* Parameter, Gradient, First, Second;
        public long Count;
        public float GradientScale, Beta1, OneMinusBeta1, Beta2, OneMinusBeta2, StepSize, RootScale, Epsilon, WeightDecay, Kept;
        public bool Nesterov;
    }

    public static void Adam(ComputeThreads threads, long count, float* parameter, float* gradient, float* first, float* second, AdamUpdate update, double gradientScale)
    {
        // The bias corrections move into the step size and the root's scale, as in torch.optim.Adam.
        double correction1 = 1 - Math.Pow(update.Beta1, update.Step), correction2 = 1 - Math.Pow(update.Beta2, update.Step);
        var job = new Job
        {
            Parameter = parameter, Gradient = gradient, First = first, Second = second, Count = count, GradientScale = (float)gradientScale,
            Beta1 = (float)update.Beta1, OneMinusBeta1 = (float)(1 - update.Beta1), Beta2 = (float)update.Beta2, OneMinusBeta2 = (float)(1 - update.Beta2),
            StepSize = (float)(update.LearningRate / correction1), RootScale = (float)(1 / Math.Sqrt(correction2)), Epsilon = (float)update.Epsilon,
            WeightDecay = update.Decoupled ? 0 : (float)update.WeightDecay, Kept = update.Decoupled ? (float)(1 - update.LearningRate * update.WeightDecay) : 1,
        };
        Run(threads, &AdamPiece, ref job);
    }

    public static void RmsProp(ComputeThreads threads, long count, float* parameter, float* gradient, float* meanSquare, RmsPropUpdate update, double gradientScale)
    {
        var job = new Job
        {
            Parameter = parameter, Gradient = gradient, Second = meanSquare, Count = count, GradientScale = (float)gradientScale,
            Beta2 = (float)update.Decay, OneMinusBeta2 = (float)(1 - update.Decay), StepSize = (float)update.LearningRate, Epsilon = (float)update.Epsilon, WeightDecay = (float)update.WeightDecay,
        };
        Run(threads, &RmsPropPiece, ref job);
    }

    /// <summary>RMSprop whose mean square is a sum: nothing is forgotten, everything new counts in full.</summary>
    public static void Adagrad(ComputeThreads threads, long count, float* parameter, float* gradient, float* sumOfSquares, AdagradUpdate update, double gradientScale)
    {
        var job = new Job
        {
            Parameter = parameter, Gradient = gradient, Second = sumOfSquares, Count = count, GradientScale = (float)gradientScale, Beta2 = 1, OneMinusBeta2 = 1,
            StepSize = (float)update.LearningRate, Epsilon = (float)update.Epsilon, WeightDecay = (float)update.WeightDecay,
        };
        Run(threads, &RmsPropPiece, ref job);
    }

    public static void Momentum(ComputeThreads threads, long count, float* parameter, float* gradient, float* momentum, SgdUpdate update, double gradientScale)
    {
        var job = new Job
        {
            Parameter = parameter, Gradient = gradient, First = momentum, Count = count, GradientScale = (float)gradientScale,
            Beta1 = (float)update.Momentum, StepSize = (float)update.LearningRate, WeightDecay = (float)update.WeightDecay, Nesterov = update.Nesterov,
        };
        Run(threads, &MomentumPiece, ref job);
    }

    private static void Run(ComputeThreads threads, delegate*<void*, int, int, void> piece, ref Job job)
    {
        fixed (Job* pointer = &job)
            threads.Run((int)((job.Count + Elementwise<S, V>.PieceLength - 1) / Elementwise<S, V>.PieceLength), piece, pointer);
    }

    private static (long From, int Whole, int Count) Range(Job* job, int piece)
    {
        long from = (long)piece * Elementwise<S, V>.PieceLength;
        int count = (int)Math.Min(Elementwise<S, V>.PieceLength, job->Count - from);
        return (from, count / S.Lanes * S.Lanes, count);
    }

    private static void AdamPiece(void* context, int piece, int thread)
    {
        var (from, whole, count) = Range((Job*)context, piece);
        Adam<Whole>((Job*)context, from, 0, whole, S.Lanes);
        if (whole < count)
            Adam<Rest>((Job*)context, from, whole, count, count - whole);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Adam<E>(Job* job, long offset, int from, int to, int count)
        where E : struct, IEnd
    {
        float* parameter = job->Parameter + offset, gradient = job->Gradient + offset, first = job->First + offset, second = job->Second + offset;
        V scale = S.Create(job->GradientScale), beta1 = S.Create(job->Beta1), rest1 = S.Create(job->OneMinusBeta1), beta2 = S.Create(job->Beta2), rest2 = S.Create(job->OneMinusBeta2);
        V stepSize = S.Create(job->StepSize), rootScale = S.Create(job->RootScale), epsilon = S.Create(job->Epsilon);
        V weightDecay = S.Create(job->WeightDecay), kept = S.Create(job->Kept);
        for (int n = from; n < to; n += S.Lanes)
        {
            V p = Ends<S, V, E>.Load(parameter + n, count);
            V g = S.MultiplyAdd(weightDecay, p, S.Multiply(scale, Ends<S, V, E>.Load(gradient + n, count)));
            V m = S.MultiplyAdd(rest1, g, S.Multiply(beta1, Ends<S, V, E>.Load(first + n, count)));
            V v = S.MultiplyAdd(S.Multiply(rest2, g), g, S.Multiply(beta2, Ends<S, V, E>.Load(second + n, count)));
            V denominator = S.MultiplyAdd(S.Sqrt(v), rootScale, epsilon);
            p = S.MultiplySubtractFrom(stepSize, S.Divide(m, denominator), S.Multiply(kept, p));
            Ends<S, V, E>.Store(first + n, m, count);
            Ends<S, V, E>.Store(second + n, v, count);
            Ends<S, V, E>.Store(parameter + n, p, count);
        }
    }

    private static void RmsPropPiece(void* context, int piece, int thread)
    {
        var (from, whole, count) = Range((Job*)context, piece);
        RmsProp<Whole>((Job*)context, from, 0, whole, S.Lanes);
        if (whole < count)
            RmsProp<Rest>((Job*)context, from, whole, count, count - whole);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RmsProp<E>(Job* job, long offset, int from, int to, int count)
        where E : struct, IEnd
    {
        float* parameter = job->Parameter + offset, gradient = job->Gradient + offset, second = job->Second + offset;
        V scale = S.Create(job->GradientScale), decay = S.Create(job->Beta2), rest = S.Create(job->OneMinusBeta2), stepSize = S.Create(job->StepSize), epsilon = S.Create(job->Epsilon), weightDecay = S.Create(job->WeightDecay);
        for (int n = from; n < to; n += S.Lanes)
        {
            V p = Ends<S, V, E>.Load(parameter + n, count);
            V g = S.MultiplyAdd(weightDecay, p, S.Multiply(scale, Ends<S, V, E>.Load(gradient + n, count)));
            V v = S.MultiplyAdd(S.Multiply(rest, g), g, S.Multiply(decay, Ends<S, V, E>.Load(second + n, count)));
            p = S.MultiplySubtractFrom(stepSize, S.Divide(g, S.Add(S.Sqrt(v), epsilon)), p);
            Ends<S, V, E>.Store(second + n, v, count);
            Ends<S, V, E>.Store(parameter + n, p, count);
        }
    }

    private static void MomentumPiece(void* context, int piece, int thread)
    {
        var (from, whole, count) = Range((Job*)context, piece);
        Momentum<Whole>((Job*)context, from, 0, whole, S.Lanes);
        if (whole < count)
            Momentum<Rest>((Job*)context, from, whole, count, count - whole);
    }

    private static void Momentum<E>(Job* job, long offset, int from, int to, int count)
        where E : struct, IEnd
    {
        float* parameter = job->Parameter + offset, gradient = job->Gradient + offset, momentum = job->First + offset;
        V scale = S.Create(job->GradientScale), decay = S.Create(job->Beta1), stepSize = S.Create(job->StepSize), weightDecay = S.Create(job->WeightDecay);
        bool nesterov = job->Nesterov;
        for (int n = from; n < to; n += S.Lanes)
        {
            V p = Ends<S, V, E>.Load(parameter + n, count);
            V g = S.MultiplyAdd(weightDecay, p, S.Multiply(scale, Ends<S, V, E>.Load(gradient + n, count)));
            V m = S.MultiplyAdd(decay, Ends<S, V, E>.Load(momentum + n, count), g);
            Ends<S, V, E>.Store(momentum + n, m, count);
            Ends<S, V, E>.Store(parameter + n, S.MultiplySubtractFrom(stepSize, nesterov ? S.MultiplyAdd(decay, m, g) : m, p), count);
        }
    }
}
