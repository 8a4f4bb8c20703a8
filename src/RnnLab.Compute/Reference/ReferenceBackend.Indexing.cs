using RnnLab.Compute.Validation;

namespace RnnLab.Compute.Reference;

public sealed partial class ReferenceBackend
{
    /// <inheritdoc/>
    public void GatherRows(Tensor table, IndexTensor indices, Tensor y)
    {
        OperationShapes.Rows("GatherRows", table.Shape, indices.Shape, y.Shape);
        int width = table.Shape.Columns;
        int[] index = Values(indices);
        TokenRange.Check("GatherRows", index, table.Shape.Rows);
        Span<double> tv = Values(table), yv = Values(y);
        for (int n = 0; n < index.Length; n++)
            tv.Slice(index[n] * width, width).CopyTo(yv.Slice(n * width, width));
    }

    /// <inheritdoc/>
    public void ScatterAddRows(Tensor y, IndexTensor indices, Tensor table)
    {
        OperationShapes.Rows("ScatterAddRows", table.Shape, indices.Shape, y.Shape);
        int width = table.Shape.Columns;
        int[] index = Values(indices);
        TokenRange.Check("ScatterAddRows", index, table.Shape.Rows);
        Span<double> tv = Values(table), yv = Values(y);
        for (int n = 0; n < index.Length; n++)
        {
            for (int column = 0; column < width; column++)
                tv[index[n] * width + column] += yv[n * width + column];
        }
    }

    /// <inheritdoc/>
    public void SliceColumns(Tensor x, int start, Tensor y)
    {
        OperationShapes.Columns("SliceColumns", x.Shape, start, y.Shape);
        int columns = x.Shape.Columns, width = y.Shape.Columns;
        Span<double> xv = Values(x), yv = Values(y);
        for (int n = 0; n < y.Shape.Rows; n++)
            xv.Slice(n * columns + start, width).CopyTo(yv.Slice(n * width, width));
    }

    /// <inheritdoc/>
    public void AddToColumns(Tensor y, Tensor x, int start)
    {
        OperationShapes.Columns("AddToColumns", x.Shape, start, y.Shape);
        int columns = x.Shape.Columns, width = y.Shape.Columns;
        Span<double> xv = Values(x), yv = Values(y);
        for (int n = 0; n < y.Shape.Rows; n++)
        {
            for (int column = 0; column < width; column++)
                xv[n * columns + start + column] += yv[n * width + column];
        }
    }
}
