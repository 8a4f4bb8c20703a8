using RnnLab.Compute.Cpu.Kernels;
using RnnLab.Compute.Cpu.Memory;
using RnnLab.Compute.Cpu.Products;
using RnnLab.Compute.Validation;

namespace RnnLab.Compute.Cpu;

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public void SoftmaxRows(Tensor x, Tensor? mask, Tensor y)
    {
        SequenceShapes.SoftmaxRows(x.Shape, mask?.Shape, y.Shape);
        float* xv = Read(x), mv = ReadOrNull(mask), yv = Write(y);
        _kernels.SoftmaxRows(x.Shape.Rows, x.Shape.Columns, xv, mv, mask?.Shape.Rows ?? 1, yv);
    }

    /// <inheritdoc/>
    public void SoftmaxRowsBackward(Tensor y, Tensor dy, Tensor dx, bool accumulate)
    {
        OperationShapes.Same("SoftmaxRowsBackward (y, dy)", y.Shape, dy.Shape);
        OperationShapes.Same("SoftmaxRowsBackward (y, dx)", y.Shape, dx.Shape);
        float* yv = Read(y), dyv = Read(dy), dxv = accumulate ? Read(dx) : Write(dx);
        _kernels.SoftmaxRowsBackward(y.Shape.Rows, y.Shape.Columns, yv, dyv, dxv, accumulate);
    }

    /// <inheritdoc/>
    public void BatchMatMul(Tensor a, bool transposeA, Tensor b, bool transposeB, Tensor c, bool accumulate)
    {
        var (batch, rows, columns, depth) = SequenceShapes.BatchMatMul(a.Shape, transposeA, b.Shape, transposeB, c.Shape);
        int wa = a.Shape[2], wb = b.Shape[2];
        float* av = Read(a), bv = Read(b), cv = accumulate ? Read(c) : Write(c);

        // A matrix of the batch is a block of columns of [rows, B * columns]; only the result has to be taken apart again.
        using var product = new Scratch(_pool, (long)rows * columns);
        for (int s = 0; s < batch; s++)
        {
            _kernels.Product(rows, columns, depth, new Matrix(av + (nint)s * wa, (nint)batch * wa, transposeA), new Matrix(bv + (nint)s * wb, (nint)batch * wb, transposeB), product.Floats, null);
            RowCopies.Run(_threads, rows, columns, product.Floats, columns, null, cv + (nint)s * columns, (nint)batch * columns, accumulate);
        }
    }

    /// <inheritdoc/>
    public void MaxOverTime(Tensor x, IndexTensor? lengths, Tensor y, Tensor winners)
    {
        SequenceShapes.MaxOverTime(x.Shape, lengths?.Shape, y.Shape, winners.Shape);
        int* length = lengths is null ? null : Own(lengths).Read();
        if (length != null)
            TokenRange.CheckLengths(new ReadOnlySpan<int>(length, x.Shape[1]), x.Shape[0]);
        float* xv = Read(x), yv = Write(y), wv = Write(winners);
        _kernels.MaxOverTime(x.Shape[0], x.Shape[1], x.Shape[2], xv, length, yv, wv);
    }

    /// <inheritdoc/>
    public void MaxOverTimeBackward(Tensor dy, Tensor winners, Tensor dx)
    {
        SequenceShapes.MaxOverTime(dx.Shape, null, dy.Shape, winners.Shape);
        float* dyv = Read(dy), wv = Read(winners), dxv = Read(dx);
        nint count = (nint)dy.Shape.Count;
        for (nint n = 0; n < count; n++)
        {
            if (wv[n] >= 0)
                dxv[(nint)wv[n] * count + n] += dyv[n];
        }
    }
}
