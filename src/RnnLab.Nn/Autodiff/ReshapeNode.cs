using RnnLab.Compute;

namespace RnnLab.Nn.Autodiff;

/// <summary>y = x seen with another shape: the same memory, so that forward does nothing.</summary>
internal sealed class ReshapeNode(Variable x, Variable y) : SingleOutputNode(y)
{
    private Tensor? _gradient;

    internal override void Forward()
    {
    }

    internal override void Backward()
    {
        if (!x.RequiresGradient)
            return;
        _gradient ??= Output.Tape.View(Output.Gradient!, 0, x.Shape);
        x.AddGradient(1, _gradient);
    }
}

/// <summary>Operations on variables.</summary>
public static partial class VariableOps
{
    /// <summary>x with another shape of as many elements.</summary>
    /// <exception cref="ShapeMismatchException">The numbers of elements differ.</exception>
    public static Variable Reshape(this Variable x, Shape shape)
    {
        if (shape.Count != x.Shape.Count)
            throw new ShapeMismatchException($"A variable of shape {x.Shape} cannot be reshaped to {shape}: {x.Shape.Count} elements against {shape.Count}.");
        var y = x.Tape.NewOutput(x.Tape.View(x.Value, 0, shape), x.RequiresGradient);
        return x.Tape.Record(new ReshapeNode(x, y)).Output;
    }
}
