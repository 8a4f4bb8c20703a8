using RnnLab.Compute;

namespace RnnLab.Nn.Autodiff;

/// <summary>y = the greatest value of each unit over the steps of its sequence.</summary>
internal sealed class MaxOverTimeNode(Variable x, TokenInput? lengths, Variable y) : SingleOutputNode(y)
{
    private readonly Tensor _winners = y.Tape.Allocate(y.Shape);

    internal override void Forward() => Output.Tape.Backend.MaxOverTime(x.Value, lengths?.Value, Output.Value, _winners);

    internal override void Backward()
    {
        if (x.RequiresGradient)
            Output.Tape.Backend.MaxOverTimeBackward(Output.Gradient!, _winners, x.ClaimGradientForAdding());
    }
}
