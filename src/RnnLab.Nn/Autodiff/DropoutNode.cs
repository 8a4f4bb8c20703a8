using RnnLab.Compute;

namespace RnnLab.Nn.Autodiff;

/// <summary>Where in the dropout streams a step stands: step n of a run always drops the same units.</summary>
public sealed class DropoutPosition(ulong seed)
{
    /// <summary>The run's seed.</summary>
    public ulong Seed { get; } = seed;

    /// <summary>The training step whose masks the next forward pass draws.</summary>
    public ulong Step { get; set; }

    /// <summary>Where a part of a sequence begins in the mask of the whole, in elements: parts then drop what the whole would.</summary>
    public ulong Offset { get; set; }
}

/// <summary>y = x * mask, with a fresh mask for each step.</summary>
internal sealed class DropoutNode(Variable x, double rate, DropoutPosition position, ulong stream, Variable y) : SingleOutputNode(y)
{
    private readonly Tensor _mask = y.Tape.Allocate(y.Shape);
    private Tensor? _scratch;

    internal override void Forward()
    {
        // 2^32 numbers apart: more than any mask has elements, so that steps never share numbers.
        Output.Tape.Backend.FillDropoutMask(_mask, new PhiloxKey(position.Seed, stream), (position.Step << 32) + position.Offset, rate);
        Output.Tape.Backend.Binary(BinaryOp.Multiply, x.Value, _mask, Output.Value);
    }

    internal override void Backward()
    {
        if (!x.RequiresGradient)
            return;
        var dx = x.ClaimGradient(out bool accumulate);
        if (!accumulate)
        {
            Output.Tape.Backend.Binary(BinaryOp.Multiply, Output.Gradient!, _mask, dx);
            return;
        }

        _scratch ??= Output.Tape.Allocate(Output.Shape);
        Output.Tape.Backend.Binary(BinaryOp.Multiply, Output.Gradient!, _mask, _scratch);
        Output.Tape.Backend.AddScaled(1, _scratch, dx);
    }
}

/// <summary>Operations on variables.</summary>
public static partial class VariableOps
{
    /// <summary>Inverted dropout (Srivastava et al. 2014): each element is zeroed with probability <paramref name="rate"/>, the others grow by 1 / (1 - rate). At rate 0 this is x itself.</summary>
    public static Variable Dropout(this Variable x, double rate, DropoutPosition position, ulong stream)
    {
        if (!(rate >= 0 && rate < 1))
            throw new ArgumentOutOfRangeException(nameof(rate), $"Dropout must be at least 0 and below 1, not {rate}.");
        if (rate == 0)
            return x;
        var y = x.Tape.NewOutput(x.Shape, x.RequiresGradient);
        return x.Tape.Record(new DropoutNode(x, rate, position, stream, y)).Output;
    }
}
