namespace RnnLab.Nn.Autodiff;

/// <summary>y = x W^T + b as one node.</summary>
internal sealed class LinearNode(Variable x, Variable weight, Variable bias, Variable y) : SingleOutputNode(y)
{
    internal override void Forward()
    {
        var backend = Output.Tape.Backend;
        backend.Linear(x.Value, weight.Value, bias.Value, Output.Value);
    }

    internal override void Backward()
    {
        var backend = Output.Tape.Backend;
        var dy = Output.Gradient!;
        if (weight.RequiresGradient && bias.RequiresGradient)
            backend.LinearParameterGradients(dy, x.Value, weight.ClaimGradientForAdding(), bias.ClaimGradientForAdding());
        else if (weight.RequiresGradient)
            backend.MatMul(dy, true, x.Value, false, weight.ClaimGradient(out bool accumulate), accumulate);
        else if (bias.RequiresGradient)
            backend.SumRows(dy, bias.ClaimGradient(out bool accumulate), accumulate);
        if (x.RequiresGradient)
            backend.MatMul(dy, false, weight.Value, false, x.ClaimGradient(out bool accumulate), accumulate);
    }
}

/// <summary>Operations on variables.</summary>
public static partial class VariableOps
{
    /// <summary>x W^T + b: x [.., I], W [O, I], b [O], result [.., O].</summary>
    public static Variable Linear(this Variable x, Variable weight, Variable bias)
    {
        var y = x.Tape.NewOutput(WithColumns(x.Shape, weight.Shape.Rows), x.RequiresGradient || weight.RequiresGradient || bias.RequiresGradient);
        return x.Tape.Record(new LinearNode(x, weight, bias, y)).Output;
    }
}
