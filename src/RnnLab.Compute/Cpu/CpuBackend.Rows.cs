using RnnLab.Compute.Cpu.Kernels;
using RnnLab.Compute.Validation;

namespace RnnLab.Compute.Cpu;

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public void SumRows(Tensor x, Tensor row, bool accumulate)
    {
        OperationShapes.SumRows(x.Shape, row.Shape);
        float* xv = Read(x), rv = accumulate ? Read(row) : Write(row);
        _kernels.SumRows(x.Shape.Rows, x.Shape.Columns, xv, rv, accumulate);
    }

    /// <inheritdoc/>
    public void NormalizeRows(Tensor x, double epsilon, Tensor y, Tensor inverseDeviations)
    {
        OperationShapes.NormalizeRows("NormalizeRows", x.Shape, y.Shape, inverseDeviations.Shape);
        Rates.CheckEpsilon(epsilon);
        float* xv = Read(x), yv = Write(y), iv = Write(inverseDeviations);
        _kernels.NormalizeRows(x.Shape.Rows, x.Shape.Columns, xv, epsilon, yv, iv);
    }

    /// <inheritdoc/>
    public void NormalizeRowsBackward(Tensor y, Tensor inverseDeviations, Tensor dy, Tensor dx, bool accumulate)
    {
        OperationShapes.NormalizeRows("NormalizeRowsBackward", y.Shape, dy.Shape, inverseDeviations.Shape);
        OperationShapes.Same("NormalizeRowsBackward", y.Shape, dx.Shape);
        float* yv = Read(y), iv = Read(inverseDeviations), dyv = Read(dy), dxv = accumulate ? Read(dx) : Write(dx);
        _kernels.NormalizeRowsBackward(y.Shape.Rows, y.Shape.Columns, yv, iv, dyv, dxv, accumulate);
    }

    /// <inheritdoc/>
    public void GatherRows(Tensor table, IndexTensor indices, Tensor y)
    {
        OperationShapes.Rows("GatherRows", table.Shape, indices.Shape, y.Shape);
        int* index = Read(indices, "GatherRows", table.Shape.Rows);
        int width = table.Shape.Columns;
        float* tv = Read(table), yv = Write(y);
        RowCopies.Run(_threads, (int)indices.Shape.Count, width, tv, width, index, yv, width, add: false);
    }

    /// <inheritdoc/>
    public void ScatterAddRows(Tensor y, IndexTensor indices, Tensor table)
    {
        OperationShapes.Rows("ScatterAddRows", table.Shape, indices.Shape, y.Shape);
        int* index = Read(indices, "ScatterAddRows", table.Shape.Rows);
        float* yv = Read(y), tv = Read(table);
        RowCopies.ScatterAdd(_threads, (int)indices.Shape.Count, table.Shape.Columns, yv, index, tv);
    }

    /// <inheritdoc/>
    public void SliceColumns(Tensor x, int start, Tensor y)
    {
        OperationShapes.Columns("SliceColumns", x.Shape, start, y.Shape);
        float* xv = Read(x), yv = Write(y);
        RowCopies.Run(_threads, y.Shape.Rows, y.Shape.Columns, xv + start, x.Shape.Columns, null, yv, y.Shape.Columns, add: false);
    }

    /// <inheritdoc/>
    public void AddToColumns(Tensor y, Tensor x, int start)
    {
        OperationShapes.Columns("AddToColumns", x.Shape, start, y.Shape);
        float* yv = Read(y), xv = Read(x);
        RowCopies.Run(_threads, y.Shape.Rows, y.Shape.Columns, yv, y.Shape.Columns, null, xv + start, x.Shape.Columns, add: true);
    }

    /// <inheritdoc/>
    public void SoftmaxCrossEntropy(Tensor logits, IndexTensor targets, Tensor losses, Tensor? probabilities, Tensor? gradient, double gradientScale, CrossEntropyOptions options = default)
    {
        OperationShapes.SoftmaxCrossEntropy(logits.Shape, targets.Shape, losses.Shape, probabilities?.Shape, gradient?.Shape);
        LossShapes.CheckSmoothing(options.LabelSmoothing);
        int* target = Read(targets, "SoftmaxCrossEntropy", logits.Shape.Columns, options.IgnoreIndex);
        float* lv = Read(logits), loss = Write(losses), pv = WriteOrNull(probabilities), gv = WriteOrNull(gradient);
        _kernels.SoftmaxCrossEntropy(logits.Shape.Rows, logits.Shape.Columns, lv, target, loss, pv, gv, gradientScale, options);
    }

    /// <inheritdoc/>
    public void MixtureDensity(Tensor outputs, Tensor points, Tensor losses, Tensor? gradient, double gradientScale)
    {
        int components = LossShapes.MixtureDensity(outputs.Shape, points.Shape, losses.Shape, gradient?.Shape);
        float* ov = Read(outputs), pv = Read(points), loss = Write(losses), gv = WriteOrNull(gradient);
        MixtureDensities.Run(_threads, _pool, outputs.Shape.Rows, components, ov, pv, loss, gv, gradientScale);
    }
}
