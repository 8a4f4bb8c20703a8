using RnnLab.Compute.Cpu.Kernels;
using RnnLab.Compute.Cpu.Products;
using RnnLab.Compute.Validation;

namespace RnnLab.Compute.Cpu;

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public void MatMul(Tensor a, bool transposeA, Tensor b, bool transposeB, Tensor c, bool accumulate)
    {
        var (rows, columns, depth) = OperationShapes.MatMul(a.Shape, transposeA, b.Shape, transposeB, c.Shape);
        float* av = Read(a), bv = Read(b), cv = accumulate ? Read(c) : Write(c);
        _kernels.Product(rows, columns, depth, new Matrix(av, a.Shape.Columns, transposeA), new Matrix(bv, b.Shape.Columns, transposeB), cv, accumulate ? cv : null);
    }

    /// <inheritdoc/>
    public void Linear(Tensor x, Tensor weight, Tensor bias, Tensor y)
    {
        var (rows, columns, depth) = OperationShapes.MatMul(x.Shape, false, weight.Shape, true, y.Shape);
        OperationShapes.SumRows(y.Shape, bias.Shape);
        float* xv = Read(x), wv = Read(weight), bv = Read(bias), yv = Write(y);
        _kernels.Linear(rows, columns, depth, xv, wv, bv, yv);
    }

    /// <inheritdoc/>
    public void LinearParameterGradients(Tensor dy, Tensor x, Tensor weightGradient, Tensor biasGradient)
    {
        var (rows, columns, depth) = OperationShapes.MatMul(dy.Shape, true, x.Shape, false, weightGradient.Shape);
        OperationShapes.SumRows(dy.Shape, biasGradient.Shape);
        float* dyv = Read(dy), xv = Read(x), wv = Read(weightGradient), bv = Read(biasGradient);
        _kernels.LinearParameterGradients(rows, columns, depth, dyv, xv, wv, bv);
    }

    /// <inheritdoc/>
    public void Fill(Tensor x, double value) => _kernels.Fill(x.Shape.Count, value, Write(x));

    /// <inheritdoc/>
    public void Copy(Tensor x, Tensor y)
    {
        OperationShapes.SameCount("Copy", x.Shape, y.Shape);
        float* xv = Read(x), yv = Write(y);
        Buffer.MemoryCopy(xv, yv, x.Shape.Count * sizeof(float), x.Shape.Count * sizeof(float));
    }

    /// <inheritdoc/>
    public void Scale(double alpha, Tensor x, Tensor y)
    {
        OperationShapes.Same("Scale", x.Shape, y.Shape);
        float* xv = Read(x), yv = Write(y);
        _kernels.Scale(x.Shape.Count, alpha, xv, yv);
    }

    /// <inheritdoc/>
    public void AddScaled(double alpha, Tensor x, Tensor y)
    {
        OperationShapes.Same("AddScaled", x.Shape, y.Shape);
        float* xv = Read(x), yv = Read(y);
        _kernels.AddScaled(x.Shape.Count, alpha, xv, yv);
    }

    /// <inheritdoc/>
    public void Unary(UnaryOp op, Tensor x, Tensor y)
    {
        OperationShapes.Same("Unary", x.Shape, y.Shape);
        float* xv = Read(x), yv = Write(y);
        _kernels.Unary(op, x.Shape.Count, xv, yv);
    }

    /// <inheritdoc/>
    public void UnaryBackward(UnaryOp op, Tensor x, Tensor y, Tensor dy, Tensor dx, bool accumulate)
    {
        OperationShapes.Same("UnaryBackward (x, y)", x.Shape, y.Shape);
        OperationShapes.Same("UnaryBackward (x, dy)", x.Shape, dy.Shape);
        OperationShapes.Same("UnaryBackward (x, dx)", x.Shape, dx.Shape);
        float* xv = Read(x), yv = Read(y), dyv = Read(dy), dxv = accumulate ? Read(dx) : Write(dx);
        _kernels.UnaryBackward(op, x.Shape.Count, xv, yv, dyv, dxv, accumulate);
    }

    /// <inheritdoc/>
    public void Binary(BinaryOp op, Tensor a, Tensor b, Tensor y)
    {
        bool repeatRow = OperationShapes.BinaryRepeatsRow(a.Shape, b.Shape, y.Shape);
        float* av = Read(a), bv = Read(b), yv = Write(y);
        if (repeatRow)
            _kernels.BinaryRows(op, a.Shape.Rows, a.Shape.Columns, av, bv, yv);
        else
            _kernels.Binary(op, a.Shape.Count, av, bv, yv);
    }

    /// <inheritdoc/>
    public double Sum(Tensor x) => _kernels.Sum(x.Shape.Count, Read(x), squares: false);

    /// <inheritdoc/>
    public double SumOfSquares(Tensor x) => _kernels.Sum(x.Shape.Count, Read(x), squares: true);

    /// <inheritdoc/>
    public long ClipValue(Tensor x, double limit)
    {
        Rates.CheckLimit(limit);
        return _kernels.Clip(x.Shape.Count, Read(x), limit);
    }

    /// <inheritdoc/>
    public void FillUniform(Tensor x, PhiloxKey key, ulong firstIndex, double low, double high) =>
        PhiloxFill.Uniform(_threads, Write(x), x.Shape.Count, key, firstIndex, low, high);

    /// <inheritdoc/>
    public void FillDropoutMask(Tensor mask, PhiloxKey key, ulong firstIndex, double rate)
    {
        Rates.CheckDropout(rate);
        PhiloxFill.Mask(_threads, Write(mask), mask.Shape.Count, key, firstIndex, rate);
    }
}
