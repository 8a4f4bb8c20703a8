using RnnLab.Compute;

namespace RnnLab.Nn.Autodiff;

/// <summary>row = sum over the leading axes of x, seen as [rows, columns].</summary>
internal sealed class SumRowsNode : SingleOutputNode
{
    private readonly Variable _x;
    private readonly Tensor _folded;
    private readonly Tensor _row;
    private Tensor? _repeated;

    internal SumRowsNode(Variable x, Shape folded, Variable row) : base(row)
    {
        _x = x;
        _folded = row.Tape.View(x.Value, 0, folded);
        _row = row.Value;
    }

    internal override void Forward() => Output.Tape.Backend.SumRows(_folded, _row, accumulate: false);

    internal override void Backward()
    {
        if (!_x.RequiresGradient)
            return;
        var tape = Output.Tape;
        _repeated ??= tape.Allocate(_folded.Shape);
        tape.Backend.Fill(_repeated, 0);
        tape.Backend.Binary(BinaryOp.Add, _repeated, Output.Gradient!, _repeated);
        _x.AddGradient(1, _repeated);
    }
}

/// <summary>Operations on variables.</summary>
public static partial class VariableOps
{
    /// <summary>The sum over all leading axes of x [.., N]: a row [N].</summary>
    public static Variable SumRows(this Variable x) => SumFolded(x, new Shape(x.Shape.Rows, x.Shape.Columns));

    /// <summary>The sum of all elements, as [1].</summary>
    public static Variable Sum(this Variable x) => SumFolded(x, new Shape(checked((int)x.Shape.Count), 1));

    private static Variable SumFolded(Variable x, Shape folded)
    {
        var row = x.Tape.NewOutput(new Shape(folded.Columns), x.RequiresGradient);
        return x.Tape.Record(new SumRowsNode(x, folded, row)).Output;
    }
}
