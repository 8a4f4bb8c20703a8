namespace RnnLab.Compute.Validation;

/// <summary>The shape rules of operations over whole sequences [T, B, N] that are not recurrent.</summary>
internal static class SequenceShapes
{
    /// <summary>The mask has the columns of x, and rows that repeat down x a whole number of times.</summary>
    public static void SoftmaxRows(Shape x, Shape? mask, Shape y)
    {
        OperationShapes.Same("SoftmaxRows", x, y);
        if (mask is { } m && (m.Columns != x.Columns || m.Rows == 0 || x.Rows % m.Rows != 0))
            throw new ShapeMismatchException($"SoftmaxRows: the mask {m} must have the columns of x {x}, and a number of rows that divides its {x.Rows}.");
    }

    /// <summary>The sizes M, N, K of each of the B products of matrices that lie side by side in [rows, B, columns].</summary>
    public static (int Batch, int M, int N, int K) BatchMatMul(Shape a, bool transposeA, Shape b, bool transposeB, Shape c)
    {
        if (a.Rank == 3 && b.Rank == 3 && c.Rank == 3 && a[1] == b[1] && a[1] == c[1])
        {
            var (m, k) = transposeA ? (a[2], a[0]) : (a[0], a[2]);
            var (kOfB, n) = transposeB ? (b[2], b[0]) : (b[0], b[2]);
            if (k == kOfB && c[0] == m && c[2] == n)
                return (a[1], m, n, k);
        }

        throw new ShapeMismatchException(
            $"BatchMatMul: a {a}{Transposed(transposeA)} times b {b}{Transposed(transposeB)} into c {c} does not fit: all must be [rows, B, columns] with one B, and for each of B the matrices must multiply.");
    }

    /// <summary>x [T, B, N], one length a sequence, results [B, N].</summary>
    public static void MaxOverTime(Shape x, Shape? lengths, Shape y, Shape winners)
    {
        if (x.Rank != 3 || x[0] == 0 || y.Count != (long)x[1] * x[2] || y.Columns != x[2] || winners != y || (lengths is { } l && l.Count != x[1]))
        {
            throw new ShapeMismatchException(
                $"MaxOverTime: x {x} must be [T, B, N] with at least one step, the result {y} and the winners {winners} [B, N], and the lengths {lengths?.ToString() ?? "(none)"} [B].");
        }
    }

    private static string Transposed(bool transpose) => transpose ? " transposed" : "";
}
