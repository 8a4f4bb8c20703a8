using RnnLab.Compute;

namespace RnnLab.Nn.Autodiff;

/// <summary>y[:, s, :] = op(a[:, s, :]) op(b[:, s, :]) for each sequence s.</summary>
internal sealed class BatchMatMulNode(Variable a, bool transposeA, Variable b, bool transposeB, Variable y) : SingleOutputNode(y)
{
    internal override void Forward() => Output.Tape.Backend.BatchMatMul(a.Value, transposeA, b.Value, transposeB, Output.Value, accumulate: false);

    internal override void Backward()
    {
        var backend = Output.Tape.Backend;
        var dy = Output.Gradient!;
        if (a.RequiresGradient)
        {
            var da = a.ClaimGradient(out bool accumulate);
            if (transposeA)
                backend.BatchMatMul(b.Value, transposeB, dy, true, da, accumulate);
            else
                backend.BatchMatMul(dy, false, b.Value, !transposeB, da, accumulate);
        }

        if (b.RequiresGradient)
        {
            var db = b.ClaimGradient(out bool accumulate);
            if (transposeB)
                backend.BatchMatMul(dy, true, a.Value, transposeA, db, accumulate);
            else
                backend.BatchMatMul(a.Value, !transposeA, dy, false, db, accumulate);
        }
    }
}

/// <summary>Operations on variables.</summary>
public static partial class VariableOps
{
    /// <summary>For each sequence s of B: op(a[:, s, :]) op(b[:, s, :]). All are [rows, B, columns], so that time-major sequences multiply as they lie: [S, B, N] times [T, B, N] transposed is [S, B, T].</summary>
    public static Variable BatchMatMul(this Variable a, Variable b, bool transposeA = false, bool transposeB = false)
    {
        if (a.Shape.Rank != 3 || b.Shape.Rank != 3)
            throw new ShapeMismatchException($"BatchMatMul multiplies [rows, B, columns]; got {a.Shape} and {b.Shape}.");
        var shape = new Shape(transposeA ? a.Shape[2] : a.Shape[0], a.Shape[1], transposeB ? b.Shape[0] : b.Shape[2]);
        var y = a.Tape.NewOutput(shape, a.RequiresGradient || b.RequiresGradient);
        return a.Tape.Record(new BatchMatMulNode(a, transposeA, b, transposeB, y)).Output;
    }
}
