using RnnLab.Compute.Cpu.Memory;
using RnnLab.Compute.Cpu.Products;
using RnnLab.Compute.Cpu.Recurrent;
using RnnLab.Compute.Cpu.Recurrent.Further;
using RnnLab.Compute.Cpu.Simd;
using RnnLab.Compute.Cpu.Threads;

namespace RnnLab.Compute.Cpu.Kernels;

/// <summary>The kernels compiled for one kind of vector.</summary>
internal sealed unsafe class SimdKernelSet<S, V>(ComputeThreads threads, MemoryPool pool) : KernelSet(threads, pool)
    where S : struct, ISimd<V>
    where V : struct
{
    public override void Product(int rows, int columns, int depth, Matrix a, Matrix b, float* c, float* initial) =>
        Product<S, V>.Run(Threads, Pool, rows, columns, depth, a, b, c, columns, initial, columns);

    public override void Linear(int rows, int columns, int depth, float* x, float* w, float* bias, float* y) =>
        Product<S, V>.Run(Threads, Pool, rows, columns, depth, new Matrix(x, depth), new Matrix(w, depth, transposed: true), y, columns, bias, 0);

    public override void LinearParameterGradients(int rows, int columns, int depth, float* dy, float* x, float* w, float* bias)
    {
        using var memory = new Scratch(Pool, rows);
        Product<S, V>.Run(Threads, Pool, rows, columns, depth, new Matrix(dy, rows, transposed: true), new Matrix(x, columns), w, columns, w, columns, memory.Floats);
        for (int n = 0; n < rows; n++)
            bias[n] += memory.Floats[n];
    }

    public override void Fill(long count, double value, float* y) =>
        Elementwise<S, V>.Run<FillFunction<S, V>>(Threads, count, null, null, null, null, y, value);

    public override void Scale(long count, double alpha, float* x, float* y) =>
        Elementwise<S, V>.Run<ScaleFunction<S, V>>(Threads, count, x, null, null, null, y, alpha);

    public override void AddScaled(long count, double alpha, float* x, float* y) =>
        Elementwise<S, V>.Run<AddScaledFunction<S, V>>(Threads, count, x, y, null, null, y, alpha);

    public override void Unary(UnaryOp op, long count, float* x, float* y)
    {
        switch (op)
        {
            case UnaryOp.Sigmoid: Map<SigmoidFunction<S, V>>(count, x, null, y); break;
            case UnaryOp.Tanh: Map<TanhFunction<S, V>>(count, x, null, y); break;
            case UnaryOp.Relu: Map<ReluFunction<S, V>>(count, x, null, y); break;
            case UnaryOp.Exp: Map<ExpFunction<S, V>>(count, x, null, y); break;
            case UnaryOp.Log: Logarithms.Run(Threads, count, x, y); break;
            case UnaryOp.Negate: Map<NegateFunction<S, V>>(count, x, null, y); break;
            case UnaryOp.OneMinus: Map<OneMinusFunction<S, V>>(count, x, null, y); break;
            case UnaryOp.Square: Map<SquareFunction<S, V>>(count, x, null, y); break;
            case UnaryOp.Sqrt: Map<SqrtFunction<S, V>>(count, x, null, y); break;
            default: throw new ArgumentOutOfRangeException(nameof(op), op, "Unknown element-wise function.");
        }
    }

    public override void UnaryBackward(UnaryOp op, long count, float* x, float* y, float* dy, float* dx, bool accumulate)
    {
        switch (op)
        {
            case UnaryOp.Sigmoid: Back<SigmoidSlope<S, V>>(count, x, y, dy, dx, accumulate); break;
            case UnaryOp.Tanh: Back<TanhSlope<S, V>>(count, x, y, dy, dx, accumulate); break;
            case UnaryOp.Relu: Back<ReluSlope<S, V>>(count, x, y, dy, dx, accumulate); break;
            case UnaryOp.Exp: Back<ExpSlope<S, V>>(count, x, y, dy, dx, accumulate); break;
            case UnaryOp.Log: Back<LogSlope<S, V>>(count, x, y, dy, dx, accumulate); break;
            case UnaryOp.Negate or UnaryOp.OneMinus: Back<MinusSlope<S, V>>(count, x, y, dy, dx, accumulate); break;
            case UnaryOp.Square: Back<SquareSlope<S, V>>(count, x, y, dy, dx, accumulate); break;
            case UnaryOp.Sqrt: Back<SqrtSlope<S, V>>(count, x, y, dy, dx, accumulate); break;
            default: throw new ArgumentOutOfRangeException(nameof(op), op, "Unknown element-wise function.");
        }
    }

    public override void Binary(BinaryOp op, long count, float* a, float* b, float* y)
    {
        switch (op)
        {
            case BinaryOp.Add: Map<AddFunction<S, V>>(count, a, b, y); break;
            case BinaryOp.Subtract: Map<SubtractFunction<S, V>>(count, a, b, y); break;
            case BinaryOp.Multiply: Map<MultiplyFunction<S, V>>(count, a, b, y); break;
            case BinaryOp.Divide: Map<DivideFunction<S, V>>(count, a, b, y); break;
            default: throw new ArgumentOutOfRangeException(nameof(op), op, "Unknown element-wise function.");
        }
    }

    public override void BinaryRows(BinaryOp op, int rows, int columns, float* a, float* row, float* y)
    {
        switch (op)
        {
            case BinaryOp.Add: Elementwise<S, V>.RunRows<AddFunction<S, V>>(Threads, rows, columns, a, row, y); break;
            case BinaryOp.Subtract: Elementwise<S, V>.RunRows<SubtractFunction<S, V>>(Threads, rows, columns, a, row, y); break;
            case BinaryOp.Multiply: Elementwise<S, V>.RunRows<MultiplyFunction<S, V>>(Threads, rows, columns, a, row, y); break;
            case BinaryOp.Divide: Elementwise<S, V>.RunRows<DivideFunction<S, V>>(Threads, rows, columns, a, row, y); break;
            default: throw new ArgumentOutOfRangeException(nameof(op), op, "Unknown element-wise function.");
        }
    }

    public override void SumRows(int rows, int columns, float* x, float* sums, bool accumulate) =>
        RowSums<S, V>.Run(Threads, x, rows, columns, columns, sums, accumulate);

    public override void NormalizeRows(int rows, int columns, float* x, double epsilon, float* y, float* inverseDeviations) =>
        RowNormalization<S, V>.Run(Threads, rows, columns, x, (float)epsilon, y, inverseDeviations);

    public override void NormalizeRowsBackward(int rows, int columns, float* y, float* inverseDeviations, float* dy, float* dx, bool accumulate) =>
        RowNormalization<S, V>.RunBackward(Threads, rows, columns, y, inverseDeviations, dy, dx, accumulate);

    public override double Sum(long count, float* x, bool squares) => TotalSums<S, V>.Run(Threads, Pool, x, count, squares);

    public override long Clip(long count, float* x, double limit) => TotalSums<S, V>.Clip(Threads, Pool, x, count, (float)limit);

    public override void SoftmaxCrossEntropy(int rows, int vocabulary, float* logits, int* targets, float* losses, float* probabilities, float* gradient, double scale, CrossEntropyOptions options) =>
        Softmax<S, V>.Run(Threads, Pool, rows, vocabulary, logits, targets, losses, probabilities, gradient, (float)scale, options);

    public override void SoftmaxRows(int rows, int columns, float* x, float* mask, int maskRows, float* y) =>
        RowSoftmax<S, V>.Run(Threads, rows, columns, x, mask, maskRows, y);

    public override void SoftmaxRowsBackward(int rows, int columns, float* y, float* dy, float* dx, bool accumulate) =>
        RowSoftmax<S, V>.Backward(Threads, rows, columns, y, dy, dx, accumulate);

    public override void MaxOverTime(int time, int batch, int width, float* x, int* lengths, float* y, float* winners) =>
        TimeMaximum<S, V>.Run(Threads, time, batch, width, x, lengths, y, winners);

    public override void RecurrentForward(in RecurrentPointers layer)
    {
        switch (layer.Dimensions.Cell)
        {
            case CellKind.RnnRelu: RecurrentForward<S, V, RnnReluCell<S, V>>.Run(Threads, Pool, layer); break;
            case CellKind.GruResetBefore or CellKind.Mgu: FurtherForward<S, V>.Run(Threads, Pool, layer); break;
            case CellKind.Lstm when layer.Dimensions.Variant != LstmVariant.None: FurtherForward<S, V>.Run(Threads, Pool, layer); break;
            case CellKind.Rnn: RecurrentForward<S, V, RnnCell<S, V>>.Run(Threads, Pool, layer); break;
            case CellKind.Gru: RecurrentForward<S, V, GruCell<S, V>>.Run(Threads, Pool, layer); break;
            default: RecurrentForward<S, V, LstmCell<S, V>>.Run(Threads, Pool, layer); break;
        }
    }

    public override void RecurrentBackward(in RecurrentPointers layer, in RecurrentGradientPointers gradients)
    {
        switch (layer.Dimensions.Cell)
        {
            case CellKind.RnnRelu: RecurrentBackward<S, V, RnnReluCell<S, V>>.Run(Threads, Pool, layer, gradients); break;
            case CellKind.GruResetBefore or CellKind.Mgu: FurtherBackward<S, V>.Run(Threads, Pool, layer, gradients); break;
            case CellKind.Lstm when layer.Dimensions.Variant != LstmVariant.None: FurtherBackward<S, V>.Run(Threads, Pool, layer, gradients); break;
            case CellKind.Rnn: RecurrentBackward<S, V, RnnCell<S, V>>.Run(Threads, Pool, layer, gradients); break;
            case CellKind.Gru: RecurrentBackward<S, V, GruCell<S, V>>.Run(Threads, Pool, layer, gradients); break;
            default: RecurrentBackward<S, V, LstmCell<S, V>>.Run(Threads, Pool, layer, gradients); break;
        }
    }

    public override void Adam(long count, float* parameter, float* gradient, float* first, float* second, AdamUpdate update, double gradientScale) =>
        Optimizers<S, V>.Adam(Threads, count, parameter, gradient, first, second, update, gradientScale);

    public override void RmsProp(long count, float* parameter, float* gradient, float* meanSquare, RmsPropUpdate update, double gradientScale) =>
        Optimizers<S, V>.RmsProp(Threads, count, parameter, gradient, meanSquare, update, gradientScale);

    public override void Adagrad(long count, float* parameter, float* gradient, float* sumOfSquares, AdagradUpdate update, double gradientScale) =>
        Optimizers<S, V>.Adagrad(Threads, count, parameter, gradient, sumOfSquares, update, gradientScale);

    public override void Momentum(long count, float* parameter, float* gradient, float* momentum, SgdUpdate update, double gradientScale) =>
        Optimizers<S, V>.Momentum(Threads, count, parameter, gradient, momentum, update, gradientScale);

    private void Map<F>(long count, float* a, float* b, float* y)
        where F : struct, IFunction<V> => Elementwise<S, V>.Run<F>(Threads, count, a, b, null, null, y);

    private void Back<D>(long count, float* x, float* y, float* dy, float* dx, bool accumulate)
        where D : struct, ISlope<V>
    {
        if (accumulate)
            Elementwise<S, V>.Run<AccumulatingBackwardFunction<S, V, D>>(Threads, count, x, y, dy, dx, dx);
        else
            Elementwise<S, V>.Run<BackwardFunction<S, V, D>>(Threads, count, x, y, dy, null, dx);
    }
}
