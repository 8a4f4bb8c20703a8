using RnnLab.Compute.Validation;

namespace RnnLab.Compute.Reference;

public sealed partial class ReferenceBackend
{
    /// <inheritdoc/>
    public void SoftmaxRows(Tensor x, Tensor? mask, Tensor y)
    {
        SequenceShapes.SoftmaxRows(x.Shape, mask?.Shape, y.Shape);
        int columns = x.Shape.Columns;
        Span<double> xv = Values(x), yv = Values(y), mv = mask is null ? default : Values(mask);
        for (int row = 0; row < x.Shape.Rows; row++)
        {
            double max = double.NegativeInfinity, sum = 0;
            for (int n = 0; n < columns; n++)
            {
                if (Counts(row, n, mv))
                    max = Math.Max(max, xv[(row * columns) + n]);
            }

            for (int n = 0; n < columns; n++)
                sum += yv[(row * columns) + n] = Counts(row, n, mv) ? Math.Exp(xv[(row * columns) + n] - max) : 0;
            for (int n = 0; n < columns; n++)
                yv[(row * columns) + n] = sum > 0 ? yv[(row * columns) + n] / sum : 0;
        }

        bool Counts(int row, int n, Span<double> mask) => mask.IsEmpty || mask[((row * columns) + n) % mask.Length] != 0;
    }

    /// <inheritdoc/>
    public void SoftmaxRowsBackward(Tensor y, Tensor dy, Tensor dx, bool accumulate)
    {
        OperationShapes.Same("SoftmaxRowsBackward (y, dy)", y.Shape, dy.Shape);
        OperationShapes.Same("SoftmaxRowsBackward (y, dx)", y.Shape, dx.Shape);
        int columns = y.Shape.Columns;
        Span<double> yv = Values(y), dyv = Values(dy), dxv = Values(dx);
        for (int row = 0; row < y.Shape.Rows; row++)
        {
            double dot = 0;
            for (int n = row * columns; n < (row + 1) * columns; n++)
                dot += yv[n] * dyv[n];
            for (int n = row * columns; n < (row + 1) * columns; n++)
                dxv[n] = (accumulate ? dxv[n] : 0) + (yv[n] * (dyv[n] - dot));
        }
    }

    /// <inheritdoc/>
    public void BatchMatMul(Tensor a, bool transposeA, Tensor b, bool transposeB, Tensor c, bool accumulate)
    {
        var (batch, rows, columns, depth) = SequenceShapes.BatchMatMul(a.Shape, transposeA, b.Shape, transposeB, c.Shape);
        Span<double> av = Values(a), bv = Values(b), cv = Values(c);
        for (int s = 0; s < batch; s++)
        {
            for (int m = 0; m < rows; m++)
            {
                for (int n = 0; n < columns; n++)
                {
                    double sum = 0;
                    for (int k = 0; k < depth; k++)
                        sum += av[At(transposeA ? k : m, s, transposeA ? m : k, a.Shape)] * bv[At(transposeB ? n : k, s, transposeB ? k : n, b.Shape)];
                    int at = At(m, s, n, c.Shape);
                    cv[at] = (accumulate ? cv[at] : 0) + sum;
                }
            }
        }

        static int At(int row, int sequence, int column, Shape shape) => (((row * shape[1]) + sequence) * shape[2]) + column;
    }

    /// <inheritdoc/>
    public void MaxOverTime(Tensor x, IndexTensor? lengths, Tensor y, Tensor winners)
    {
        SequenceShapes.MaxOverTime(x.Shape, lengths?.Shape, y.Shape, winners.Shape);
        int time = x.Shape[0], batch = x.Shape[1], width = x.Shape[2];
        int[]? length = lengths is null ? null : Values(lengths);
        if (length is not null)
            TokenRange.CheckLengths(length, time);
        Span<double> xv = Values(x), yv = Values(y), wv = Values(winners);
        for (int b = 0; b < batch; b++)
        {
            for (int n = 0; n < width; n++)
            {
                int best = -1;
                for (int t = 0; t < (length?[b] ?? time); t++)
                {
                    if (best < 0 || xv[(((t * batch) + b) * width) + n] > xv[(((best * batch) + b) * width) + n])
                        best = t;
                }

                wv[(b * width) + n] = best;
                yv[(b * width) + n] = best < 0 ? 0 : xv[(((best * batch) + b) * width) + n];
            }
        }
    }

    /// <inheritdoc/>
    public void MaxOverTimeBackward(Tensor dy, Tensor winners, Tensor dx)
    {
        SequenceShapes.MaxOverTime(dx.Shape, null, dy.Shape, winners.Shape);
        Span<double> dyv = Values(dy), wv = Values(winners), dxv = Values(dx);
        for (int n = 0; n < dyv.Length; n++)
        {
            if (wv[n] >= 0)
                dxv[((int)wv[n] * dyv.Length) + n] += dyv[n];
        }
    }
}
