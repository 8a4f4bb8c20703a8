using RnnLab.Compute;

namespace RnnLab.Nn.Autodiff;

/// <summary>y = op(a, b), where b may be one row that is repeated down a.</summary>
internal sealed class BinaryNode(BinaryOp op, Variable a, Variable b, Variable y) : SingleOutputNode(y)
{
    private readonly bool _row = a.Shape != b.Shape;
    private Tensor? _scratch;

    internal override void Forward() => Output.Tape.Backend.Binary(op, a.Value, b.Value, Output.Value);

    internal override void Backward()
    {
        var dy = Output.Gradient!;
        if (a.RequiresGradient)
        {
            if (op is BinaryOp.Add or BinaryOp.Subtract)
                a.AddGradient(1, dy);
            else
                AddProduct(op, dy, b.Value);
        }

        if (!b.RequiresGradient)
            return;
        switch (op)
        {
            case BinaryOp.Add:
                AddToB(1, dy);
                break;
            case BinaryOp.Subtract:
                AddToB(-1, dy);
                break;
            case BinaryOp.Multiply:
                AddToB(1, Combine(BinaryOp.Multiply, dy, a.Value));
                break;
            default:
                // d(a / b) / db = -y / b.
                Output.Tape.Backend.Binary(BinaryOp.Divide, Combine(BinaryOp.Multiply, dy, Output.Value), b.Value, _scratch!);
                AddToB(-1, _scratch!);
                break;
        }
    }

    private void AddProduct(BinaryOp combine, Tensor dy, Tensor other)
    {
        var da = a.ClaimGradient(out bool accumulate);
        if (accumulate)
            Output.Tape.Backend.AddScaled(1, Combine(combine, dy, other), da);
        else
            Output.Tape.Backend.Binary(combine, dy, other, da);
    }

    private Tensor Combine(BinaryOp combine, Tensor left, Tensor right)
    {
        _scratch ??= Output.Tape.Allocate(Output.Shape);
        Output.Tape.Backend.Binary(combine, left, right, _scratch);
        return _scratch;
    }

    private void AddToB(double alpha, Tensor contribution)
    {
        if (!_row)
        {
            b.AddGradient(alpha, contribution);
            return;
        }

        if (alpha != 1)
        {
            _scratch ??= Output.Tape.Allocate(Output.Shape);
            Output.Tape.Backend.Scale(alpha, contribution, _scratch);
            contribution = _scratch;
        }

        var db = b.ClaimGradient(out bool accumulate);
        Output.Tape.Backend.SumRows(contribution, db, accumulate);
    }
}

/// <summary>Operations on variables.</summary>
public static partial class VariableOps
{
    /// <summary>a + b; b has a's shape, or is one row [N].</summary>
    public static Variable Add(this Variable a, Variable b) => Binary(BinaryOp.Add, a, b);

    /// <summary>a - b; b has a's shape, or is one row [N].</summary>
    public static Variable Subtract(this Variable a, Variable b) => Binary(BinaryOp.Subtract, a, b);

    /// <summary>a * b, element by element; b has a's shape, or is one row [N].</summary>
    public static Variable Multiply(this Variable a, Variable b) => Binary(BinaryOp.Multiply, a, b);

    /// <summary>a / b, element by element; b has a's shape, or is one row [N].</summary>
    public static Variable Divide(this Variable a, Variable b) => Binary(BinaryOp.Divide, a, b);

    private static Variable Binary(BinaryOp op, Variable a, Variable b)
    {
        var y = a.Tape.NewOutput(a.Shape, a.RequiresGradient || b.RequiresGradient);
        return a.Tape.Record(new BinaryNode(op, a, b, y)).Output;
    }
}
