using RnnLab.Compute.Validation;

namespace RnnLab.Compute.Reference;

public sealed partial class ReferenceBackend
{
    /// <inheritdoc/>
    public void NormalizeRows(Tensor x, double epsilon, Tensor y, Tensor inverseDeviations)
    {
        OperationShapes.NormalizeRows("NormalizeRows", x.Shape, y.Shape, inverseDeviations.Shape);
        Rates.CheckEpsilon(epsilon);
        int columns = x.Shape.Columns;
        for (int row = 0; row < x.Shape.Rows; row++)
        {
            Span<double> xv = Values(x).Slice(row * columns, columns), yv = Values(y).Slice(row * columns, columns);
            double mean = 0, variance = 0;
            foreach (double value in xv)
                mean += value;
            mean /= columns;
            foreach (double value in xv)
                variance += (value - mean) * (value - mean) / columns;
            double inverse = 1 / Math.Sqrt(variance + epsilon);
            Values(inverseDeviations)[row] = inverse;
            for (int n = 0; n < columns; n++)
                yv[n] = (xv[n] - mean) * inverse;
        }
    }

    /// <inheritdoc/>
    public void NormalizeRowsBackward(Tensor y, Tensor inverseDeviations, Tensor dy, Tensor dx, bool accumulate)
    {
        OperationShapes.NormalizeRows("NormalizeRowsBackward", y.Shape, dy.Shape, inverseDeviations.Shape);
        OperationShapes.Same("NormalizeRowsBackward", y.Shape, dx.Shape);
        int columns = y.Shape.Columns;
        for (int row = 0; row < y.Shape.Rows; row++)
        {
            Span<double> yv = Values(y).Slice(row * columns, columns), dyv = Values(dy).Slice(row * columns, columns), dxv = Values(dx).Slice(row * columns, columns);
            double mean = 0, along = 0;
            for (int n = 0; n < columns; n++)
            {
                mean += dyv[n] / columns;
                along += dyv[n] * yv[n] / columns;
            }

            for (int n = 0; n < columns; n++)
                dxv[n] = (accumulate ? dxv[n] : 0) + Values(inverseDeviations)[row] * (dyv[n] - mean - yv[n] * along);
        }
    }
}
