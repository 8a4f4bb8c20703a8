using RnnLab.Compute;

namespace RnnLab.Nn.Autodiff;

/// <summary>y = op(a) op(b).</summary>
internal sealed class MatMulNode(Variable a, bool transposeA, Variable b, bool transposeB, Variable y) : SingleOutputNode(y)
{
    internal override void Forward() => Output.Tape.Backend.MatMul(a.Value, transposeA, b.Value, transposeB, Output.Value, accumulate: false);

    internal override void Backward()
    {
        var backend = Output.Tape.Backend;
        var dy = Output.Gradient!;
        if (a.RequiresGradient)
        {
            var da = a.ClaimGradient(out bool accumulate);
            if (transposeA)
                backend.MatMul(b.Value, transposeB, dy, true, da, accumulate);
            else
                backend.MatMul(dy, false, b.Value, !transposeB, da, accumulate);
        }

        if (b.RequiresGradient)
        {
            var db = b.ClaimGradient(out bool accumulate);
            if (transposeB)
                backend.MatMul(dy, true, a.Value, transposeA, db, accumulate);
            else
                backend.MatMul(a.Value, !transposeA, dy, false, db, accumulate);
        }
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
        return a.Tape.Record(new MatMulNode(a, transposeA, b, transposeB, y)).Output;
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
