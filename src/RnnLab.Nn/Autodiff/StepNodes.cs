using RnnLab.Compute;

namespace RnnLab.Nn.Autodiff;

/// <summary>y = x[t]: a window on x's memory, so that forward does nothing.</summary>
internal sealed class StepNode(Variable x, int t, Variable y) : SingleOutputNode(y)
{
    private Tensor? _window;

    internal override void Forward()
    {
    }

    internal override void Backward()
    {
        if (!x.RequiresGradient)
            return;
        var dx = x.ClaimGradientForAdding();
        _window ??= Output.Tape.View(dx, t * Output.Shape.Count, Output.Shape);
        Output.Tape.Backend.AddScaled(1, Output.Gradient!, _window);
    }
}

/// <summary>y[t] = parts[t].</summary>
internal sealed class StackStepsNode : SingleOutputNode
{
    private readonly Variable[] _parts;
    private readonly Tensor[] _windows;
    private readonly Tensor?[] _gradientWindows;

    internal StackStepsNode(Variable[] parts, Variable y) : base(y)
    {
        _parts = parts;
        _windows = new Tensor[parts.Length];
        _gradientWindows = new Tensor?[parts.Length];
        for (int t = 0; t < parts.Length; t++)
            _windows[t] = y.Tape.View(y.Value, t * parts[t].Shape.Count, parts[t].Shape);
    }

    internal override void Forward()
    {
        for (int t = 0; t < _parts.Length; t++)
            Output.Tape.Backend.Copy(_parts[t].Value, _windows[t]);
    }

    internal override void Backward()
    {
        for (int t = 0; t < _parts.Length; t++)
        {
            if (!_parts[t].RequiresGradient)
                continue;
            _gradientWindows[t] ??= Output.Tape.View(Output.Gradient!, t * _parts[t].Shape.Count, _parts[t].Shape);
            _parts[t].AddGradient(1, _gradientWindows[t]!);
        }
    }
}

/// <summary>Operations on variables.</summary>
public static partial class VariableOps
{
    /// <summary>x[t] [B, N] of x [T, B, N].</summary>
    public static Variable Step(this Variable x, int t)
    {
        if (x.Shape.Rank != 3 || (uint)t >= (uint)x.Shape[0])
            throw new ShapeMismatchException($"Step {t} does not exist in a tensor of shape {x.Shape}; steps need [T, B, N].");
        var shape = new Shape(x.Shape[1], x.Shape[2]);
        var y = x.Tape.NewOutput(x.Tape.View(x.Value, t * shape.Count, shape), x.RequiresGradient);
        return x.Tape.Record(new StepNode(x, t, y)).Output;
    }

    /// <summary>T steps [B, N] as one sequence [T, B, N].</summary>
    public static Variable StackSteps(IReadOnlyList<Variable> steps)
    {
        var first = steps[0];
        bool requiresGradient = false;
        foreach (var step in steps)
        {
            if (step.Shape != first.Shape || step.Shape.Rank != 2)
                throw new ShapeMismatchException($"Steps of a sequence must all have one shape [B, N]; got {first.Shape} and {step.Shape}.");
            requiresGradient |= step.RequiresGradient;
        }

        var y = first.Tape.NewOutput(new Shape(steps.Count, first.Shape[0], first.Shape[1]), requiresGradient);
        return first.Tape.Record(new StackStepsNode([.. steps], y)).Output;
    }
}
