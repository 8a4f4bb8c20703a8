using RnnLab.Compute;

namespace RnnLab.Nn.Autodiff;

/// <summary>y = op(a) op(b), or of each sequence s: y[:, s, :] = op(a[:, s, :]) op(b[:, s, :]).</summary>
internal sealed class MatMulNode(Variable a, bool transposeA, Variable b, bool transposeB, Variable y, bool ofEachSequence) : SingleOutputNode(y)
{
    internal override void Forward() => Multiply(a.Value, transposeA, b.Value, transposeB, Output.Value, accumulate: false);

    internal override void Backward()
    {
        var dy = Output.Gradient!;
        if (a.RequiresGradient)
        {
            var da = a.ClaimGradient(out bool accumulate);
            if (transposeA)
                Multiply(b.Value, transposeB, dy, true, da, accumulate);
            else
                Multiply(dy, false, b.Value, !transposeB, da, accumulate);
        }

        if (b.RequiresGradient)
        {
            var db = b.ClaimGradient(out bool accumulate);
            if (transposeB)
                Multiply(dy, true, a.Value, transposeA, db, accumulate);
            else
                Multiply(a.Value, !transposeA, dy, false, db, accumulate);
        }
    }

    private void Multiply(Tensor left, bool transposeLeft, Tensor right, bool transposeRight, Tensor product, bool accumulate)
    {
        var backend = Output.Tape.Backend;
        if (ofEachSequence)
            backend.BatchMatMul(left, transposeLeft, right, transposeRight, product, accumulate);
        else
            backend.MatMul(left, transposeLeft, right, transposeRight, product, accumulate);
    }
}

/// <summary>Operations on variables.</summary>
public static partial class VariableOps
{
    /// <summary>op(a) op(b): a [.., M, K], b [K, N] after the transposes; leading axes of a fold into its rows and come back in the result.</summary>
    public static Variable MatMul(this Variable a, Variable b, bool transposeA = false, bool transposeB = false)
    {
        int columns = transposeB ? b.Shape.Rows : b.Shape.Columns;
        var shape = transposeA ? new Shape(a.Shape.Columns, columns) : WithColumns(a.Shape, columns);
        var y = a.Tape.NewOutput(shape, a.RequiresGradient || b.RequiresGradient);
        return a.Tape.Record(new MatMulNode(a, transposeA, b, transposeB, y, ofEachSequence: false)).Output;
    }

    /// <summary>For each sequence s of B: op(a[:, s, :]) op(b[:, s, :]). All are [rows, B, columns], so that time-major sequences multiply as they lie: [S, B, N] times [T, B, N] transposed is [S, B, T].</summary>
    public static Variable BatchMatMul(this Variable a, Variable b, bool transposeA = false, bool transposeB = false)
    {
        if (a.Shape.Rank != 3 || b.Shape.Rank != 3)
            throw new ShapeMismatchException($"BatchMatMul multiplies [rows, B, columns]; got {a.Shape} and {b.Shape}.");
        var shape = new Shape(transposeA ? a.Shape[2] : a.Shape[0], a.Shape[1], transposeB ? b.Shape[0] : b.Shape[2]);
        var y = a.Tape.NewOutput(shape, a.RequiresGradient || b.RequiresGradient);
        return a.Tape.Record(new MatMulNode(a, transposeA, b, transposeB, y, ofEachSequence: true)).Output;
    }

    /// <summary>The same shape with another last extent.</summary>
    internal static Shape WithColumns(Shape shape, int columns) => shape.Rank switch
    {
        0 or 1 => new Shape(columns),
        2 => new Shape(shape[0], columns),
        3 => new Shape(shape[0], shape[1], columns),
        _ => new Shape(shape[0], shape[1], shape[2], columns),
    };
}
