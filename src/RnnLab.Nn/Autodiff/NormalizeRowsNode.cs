using RnnLab.Compute;

namespace RnnLab.Nn.Autodiff;

/// <summary>y = each row of x with mean 0 and variance 1.</summary>
internal sealed class NormalizeRowsNode(Variable x, double epsilon, Variable y) : SingleOutputNode(y)
{
    private readonly Tensor _inverseDeviations = y.Tape.Allocate(new Shape(y.Shape.Rows));

    internal override void Forward() => Output.Tape.Backend.NormalizeRows(x.Value, epsilon, Output.Value, _inverseDeviations);

    internal override void Backward()
    {
        if (x.RequiresGradient)
            Output.Tape.Backend.NormalizeRowsBackward(Output.Value, _inverseDeviations, Output.Gradient!, x.ClaimGradient(out bool accumulate), accumulate);
    }
}

/// <summary>Operations on variables.</summary>
public static partial class VariableOps
{
    /// <summary>(x - mean) / sqrt(variance + epsilon) of each row of x [.., N]; the variance is divided by N.</summary>
    public static Variable NormalizeRows(this Variable x, double epsilon)
    {
        var y = x.Tape.NewOutput(x.Shape, x.RequiresGradient);
        return x.Tape.Record(new NormalizeRowsNode(x, epsilon, y)).Output;
    }

    /// <summary>Layer normalisation (Ba, Kiros and Hinton 2016): each row of x [.., N] with mean 0 and variance 1, times gain [N], plus bias [N].</summary>
    public static Variable LayerNorm(this Variable x, Variable gain, Variable bias, double epsilon = 1e-5) =>
        x.NormalizeRows(epsilon).Multiply(gain).Add(bias);
}
