using RnnLab.Compute.Validation;

namespace RnnLab.Compute.Reference;

public sealed partial class ReferenceBackend
{
    /// <inheritdoc/>
    public void SumRows(Tensor x, Tensor row, bool accumulate)
    {
        OperationShapes.SumRows(x.Shape, row.Shape);
        Span<double> xv = Values(x), rv = Values(row);
        if (!accumulate)
            rv.Clear();
        for (int n = 0; n < xv.Length; n++)
            rv[n % rv.Length] += xv[n];
    }

    /// <inheritdoc/>
    public double Sum(Tensor x)
    {
        double sum = 0;
        foreach (double value in Values(x))
            sum += value;
        return sum;
    }

    /// <inheritdoc/>
    public double SumOfSquares(Tensor x)
    {
        double sum = 0;
        foreach (double value in Values(x))
            sum += value * value;
        return sum;
    }

    /// <inheritdoc/>
    public long ClipValue(Tensor x, double limit)
    {
        Rates.CheckLimit(limit);
        var xv = Values(x);
        long clipped = 0;
        for (int n = 0; n < xv.Length; n++)
        {
            if (Math.Abs(xv[n]) > limit)
            {
                xv[n] = Math.CopySign(limit, xv[n]);
                clipped++;
            }
        }

        return clipped;
    }
}
