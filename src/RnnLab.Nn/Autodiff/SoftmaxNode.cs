namespace RnnLab.Nn.Autodiff;

/// <summary>y = softmax of each row of x, over the columns that a mask leaves.</summary>
internal sealed class SoftmaxNode(Variable x, Variable? mask, Variable y) : SingleOutputNode(y)
{
    internal override void Forward() => Output.Tape.Backend.SoftmaxRows(x.Value, mask?.Value, Output.Value);

    internal override void Backward()
    {
        if (x.RequiresGradient)
            Output.Tape.Backend.SoftmaxRowsBackward(Output.Value, Output.Gradient!, x.ClaimGradient(out bool accumulate), accumulate);
    }
}

/// <summary>Operations on variables.</summary>
public static partial class VariableOps
{
    /// <summary>
    /// Softmax of each row of x [.., N]. Where a mask [R, N] (repeated down x's rows) is 0 the result is 0 and no gradient flows; a row with nothing left is 0
    /// throughout.
    /// </summary>
    public static Variable Softmax(this Variable x, Variable? mask = null)
    {
        var y = x.Tape.NewOutput(x.Shape, x.RequiresGradient);
        return x.Tape.Record(new SoftmaxNode(x, mask, y)).Output;
    }
}
