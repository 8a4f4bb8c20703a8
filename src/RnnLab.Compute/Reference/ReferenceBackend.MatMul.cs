using RnnLab.Compute.Validation;

namespace RnnLab.Compute.Reference;

public sealed partial class ReferenceBackend
{
    /// <inheritdoc/>
    public void MatMul(Tensor a, bool transposeA, Tensor b, bool transposeB, Tensor c, bool accumulate)
    {
        var (rows, columns, depth) = OperationShapes.MatMul(a.Shape, transposeA, b.Shape, transposeB, c.Shape);
        Span<double> av = Values(a), bv = Values(b), cv = Values(c);
        for (int m = 0; m < rows; m++)
        {
            for (int n = 0; n < columns; n++)
            {
                double sum = accumulate ? cv[m * columns + n] : 0;
                for (int k = 0; k < depth; k++)
                    sum += (transposeA ? av[k * rows + m] : av[m * depth + k]) * (transposeB ? bv[n * depth + k] : bv[k * columns + n]);
                cv[m * columns + n] = sum;
            }
        }
    }
}
