namespace RnnLab.Nn.Autodiff;

/// <summary>What a <see cref="GradientGateNode"/> multiplies gradients with; 0 cuts them.</summary>
internal sealed class GradientGate
{
    internal double Factor { get; set; } = 1;
}

/// <summary>y = x, in the same memory; backward, the gradient passes multiplied with the gate's factor.</summary>
internal sealed class GradientGateNode(Variable x, GradientGate gate, Variable y) : SingleOutputNode(y)
{
    internal override void Forward()
    {
    }

    internal override void Backward()
    {
        if (!x.RequiresGradient)
            return;

        // A cut gradient is zero even where it was infinite.
        if (gate.Factor == 0)
            x.ClaimGradientForAdding();
        else
            x.AddGradient(gate.Factor, Output.Gradient!);
    }

    /// <summary>Records x through a gate.</summary>
    internal static Variable Through(Variable x, GradientGate gate)
    {
        var y = x.Tape.NewOutput(x.Tape.View(x.Value, 0, x.Shape), x.RequiresGradient);
        return x.Tape.Record(new GradientGateNode(x, gate, y)).Output;
    }
}
