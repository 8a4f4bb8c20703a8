using RnnLab.Compute;

namespace RnnLab.Nn.Autodiff;

/// <summary>y = op(x).</summary>
internal sealed class UnaryNode(UnaryOp op, Variable x, Variable y) : SingleOutputNode(y)
{
    internal override void Forward() => Output.Tape.Backend.Unary(op, x.Value, Output.Value);

    internal override void Backward()
    {
        if (!x.RequiresGradient)
            return;
        var dx = x.ClaimGradient(out bool accumulate);
        Output.Tape.Backend.UnaryBackward(op, x.Value, Output.Value, Output.Gradient!, dx, accumulate);
    }
}

/// <summary>y = alpha x.</summary>
internal sealed class ScaleNode(double alpha, Variable x, Variable y) : SingleOutputNode(y)
{
    internal override void Forward() => Output.Tape.Backend.Scale(alpha, x.Value, Output.Value);

    internal override void Backward()
    {
        if (x.RequiresGradient)
            x.AddGradient(alpha, Output.Gradient!);
    }
}

/// <summary>Operations on variables.</summary>
public static partial class VariableOps
{
    /// <summary>1 / (1 + e^-x).</summary>
    public static Variable Sigmoid(this Variable x) => Unary(x, UnaryOp.Sigmoid);

    /// <summary>tanh x.</summary>
    public static Variable Tanh(this Variable x) => Unary(x, UnaryOp.Tanh);

    /// <summary>1 - x.</summary>
    public static Variable OneMinus(this Variable x) => Unary(x, UnaryOp.OneMinus);

    /// <summary>x squared, element by element.</summary>
    public static Variable Square(this Variable x) => Unary(x, UnaryOp.Square);

    /// <summary>Any element-wise function of one tensor.</summary>
    public static Variable Unary(this Variable x, UnaryOp op)
    {
        var y = x.Tape.NewOutput(x.Shape, x.RequiresGradient);
        return x.Tape.Record(new UnaryNode(op, x, y)).Output;
    }

    /// <summary>alpha x.</summary>
    public static Variable Scale(this Variable x, double alpha)
    {
        var y = x.Tape.NewOutput(x.Shape, x.RequiresGradient);
        return x.Tape.Record(new ScaleNode(alpha, x, y)).Output;
    }
}
