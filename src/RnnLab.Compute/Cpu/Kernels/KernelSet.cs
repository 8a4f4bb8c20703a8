using RnnLab.Compute.Cpu.Memory;
using RnnLab.Compute.Cpu.Products;
using RnnLab.Compute.Cpu.Recurrent;
using RnnLab.Compute.Cpu.Threads;

namespace RnnLab.Compute.Cpu.Kernels;

/// <summary>All kernels of one instruction set, chosen once when the backend is made. Arguments were checked before.</summary>
internal abstract unsafe class KernelSet(ComputeThreads threads, MemoryPool pool)
{
    protected ComputeThreads Threads { get; } = threads;

    protected MemoryPool Pool { get; } = pool;

    /// <summary>c = initial + a b; see <see cref="Product{S, V}.Run"/>.</summary>
    public abstract void Product(int rows, int columns, int depth, Matrix a, Matrix b, float* c, float* initial);

    /// <summary>y [rows, columns] = bias + x [rows, depth] w^T, w [columns, depth].</summary>
    public abstract void Linear(int rows, int columns, int depth, float* x, float* w, float* bias, float* y);

    /// <summary>w [rows, columns] += dy^T x and bias [rows] += the sum of dy's rows; dy [depth, rows], x [depth, columns].</summary>
    public abstract void LinearParameterGradients(int rows, int columns, int depth, float* dy, float* x, float* w, float* bias);

    public abstract void Fill(long count, double value, float* y);

    public abstract void Scale(long count, double alpha, float* x, float* y);

    public abstract void AddScaled(long count, double alpha, float* x, float* y);

    public abstract void Unary(UnaryOp op, long count, float* x, float* y);

    public abstract void UnaryBackward(UnaryOp op, long count, float* x, float* y, float* dy, float* dx, bool accumulate);

    public abstract void Binary(BinaryOp op, long count, float* a, float* b, float* y);

    public abstract void BinaryRows(BinaryOp op, int rows, int columns, float* a, float* row, float* y);

    public abstract void SumRows(int rows, int columns, float* x, float* sums, bool accumulate);

    public abstract void NormalizeRows(int rows, int columns, float* x, double epsilon, float* y, float* inverseDeviations);

    public abstract void NormalizeRowsBackward(int rows, int columns, float* y, float* inverseDeviations, float* dy, float* dx, bool accumulate);

    public abstract double Sum(long count, float* x, bool squares);

    public abstract long Clip(long count, float* x, double limit);

    public abstract void SoftmaxCrossEntropy(int rows, int vocabulary, float* logits, int* targets, float* losses, float* probabilities, float* gradient, double scale, CrossEntropyOptions options);

    public abstract void SoftmaxRows(int rows, int columns, float* x, float* mask, int maskRows, float* y);

    public abstract void SoftmaxRowsBackward(int rows, int columns, float* y, float* dy, float* dx, bool accumulate);

    public abstract void MaxOverTime(int time, int batch, int width, float* x, int* lengths, float* y, float* winners);

    public abstract void RecurrentForward(in RecurrentPointers layer);

    public abstract void RecurrentBackward(in RecurrentPointers layer, in RecurrentGradientPointers gradients);

    public abstract void Adam(long count, float* parameter, float* gradient, float* first, float* second, AdamUpdate update, double gradientScale);

    public abstract void RmsProp(long count, float* parameter, float* gradient, float* meanSquare, RmsPropUpdate update, double gradientScale);

    public abstract void Adagrad(long count, float* parameter, float* gradient, float* sumOfSquares, AdagradUpdate update, double gradientScale);

    public abstract void Momentum(long count, float* parameter, float* gradient, float* momentum, SgdUpdate update, double gradientScale);
}
