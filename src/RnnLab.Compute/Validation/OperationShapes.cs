namespace RnnLab.Compute.Validation;

/// <summary>The shape rules of every operation but the recurrent ones, in one place so that all backends refuse the same mistakes in the same words.</summary>
internal static class OperationShapes
{
    /// <summary>The folded sizes of a matrix product.</summary>
    public static (int M, int N, int K) MatMul(Shape a, bool transposeA, Shape b, bool transposeB, Shape c)
    {
        var (m, k) = transposeA ? (a.Columns, a.Rows) : (a.Rows, a.Columns);
        var (kOfB, n) = transposeB ? (b.Columns, b.Rows) : (b.Rows, b.Columns);
        if (k != kOfB || c.Rows != m || c.Columns != n)
        {
            throw new ShapeMismatchException(
                $"MatMul: a {a}{Transposed(transposeA)} times b {b}{Transposed(transposeB)} into c {c} does not fit: a gives [{m}, {k}], b gives [{kOfB}, {n}], c holds [{c.Rows}, {c.Columns}].");
        }

        return (m, n, k);
    }

    /// <summary>Both shapes hold the same number of elements.</summary>
    public static void SameCount(string operation, Shape x, Shape y)
    {
        if (x.Count != y.Count)
            throw new ShapeMismatchException($"{operation}: {x} has {x.Count} elements, {y} has {y.Count}; they must be equal.");
    }

    /// <summary>Both shapes are equal.</summary>
    public static void Same(string operation, Shape x, Shape y)
    {
        if (x != y)
            throw new ShapeMismatchException($"{operation}: the shapes {x} and {y} must be equal.");
    }

    /// <summary>Whether b is one row that is repeated down a; throws where it is neither that nor of a's shape.</summary>
    public static bool BinaryRepeatsRow(Shape a, Shape b, Shape y)
    {
        Same("Binary", a, y);
        if (a == b)
            return false;
        if (b.Count == b.Columns && b.Columns == a.Columns)
            return true;
        throw new ShapeMismatchException($"Binary: b {b} must have the shape of a {a}, or be one row [{a.Columns}].");
    }

    /// <summary>row holds one value for each column of x.</summary>
    public static void SumRows(Shape x, Shape row)
    {
        if (row.Count != x.Columns)
            throw new ShapeMismatchException($"SumRows: the sum over the leading axes of {x} is [{x.Columns}]; the result given is {row}.");
    }

    /// <summary>x and its result have one shape, with one number beside each row.</summary>
    public static void NormalizeRows(string operation, Shape x, Shape y, Shape inverseDeviations)
    {
        Same(operation, x, y);
        if (inverseDeviations.Count != x.Rows)
            throw new ShapeMismatchException($"{operation}: {x} has {x.Rows} rows, which need {x.Rows} inverse deviations; given {inverseDeviations}.");
    }

    /// <summary>y holds one row of the table for each index.</summary>
    public static void Rows(string operation, Shape table, Shape indices, Shape y)
    {
        if (y.Columns != table.Columns || y.Count != indices.Count * table.Columns)
            throw new ShapeMismatchException($"{operation}: the table {table} with indices {indices} needs [{indices.Count}, {table.Columns}] rows; given {y}.");
    }

    /// <summary>part is a block of columns of whole that begins at start.</summary>
    public static void Columns(string operation, Shape whole, int start, Shape part)
    {
        if (part.Rows != whole.Rows || start < 0 || (long)start + part.Columns > whole.Columns)
        {
            throw new ShapeMismatchException(
                $"{operation}: columns {start} to {(long)start + part.Columns} of {whole} do not exist, or {part} has another number of rows.");
        }
    }

    /// <summary>Logits [.., V], one target and one loss a row, and results of the logits' shape.</summary>
    public static void SoftmaxCrossEntropy(Shape logits, Shape targets, Shape losses, Shape? probabilities, Shape? gradient)
    {
        if (targets.Count != logits.Rows || losses.Count != logits.Rows)
            throw new ShapeMismatchException($"SoftmaxCrossEntropy: logits {logits} have {logits.Rows} rows; targets {targets} and losses {losses} must have one element each a row.");
        if (probabilities is { } p)
            Same("SoftmaxCrossEntropy (logits, probabilities)", logits, p);
        if (gradient is { } g)
            Same("SoftmaxCrossEntropy (logits, gradient)", logits, g);
    }

    private static string Transposed(bool transpose) => transpose ? " transposed" : "";
}
