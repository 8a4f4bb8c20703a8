using RnnLab.Compute;

namespace RnnLab.Nn.Autodiff;

/// <summary>y = columns [start, start + width) of x.</summary>
internal sealed class SliceColumnsNode(Variable x, int start, Variable y) : SingleOutputNode(y)
{
    internal override void Forward() => Output.Tape.Backend.SliceColumns(x.Value, start, Output.Value);

    internal override void Backward()
    {
        if (x.RequiresGradient)
            Output.Tape.Backend.AddToColumns(Output.Gradient!, x.ClaimGradientForAdding(), start);
    }
}

/// <summary>y = the parts beside one another.</summary>
internal sealed class ConcatColumnsNode(Variable[] parts, Variable y) : SingleOutputNode(y)
{
    private readonly Tensor?[] _scratch = new Tensor?[parts.Length];

    internal override void Forward()
    {
        var backend = Output.Tape.Backend;
        backend.Fill(Output.Value, 0);
        int start = 0;
        foreach (var part in parts)
        {
            backend.AddToColumns(part.Value, Output.Value, start);
            start += part.Shape.Columns;
        }
    }

    internal override void Backward()
    {
        var backend = Output.Tape.Backend;
        int start = 0;
        for (int n = 0; n < parts.Length; n++)
        {
            var part = parts[n];
            if (part.RequiresGradient)
            {
                var dx = part.ClaimGradient(out bool accumulate);
                if (accumulate)
                {
                    var scratch = _scratch[n] ??= Output.Tape.Allocate(part.Shape);
                    backend.SliceColumns(Output.Gradient!, start, scratch);
                    backend.AddScaled(1, scratch, dx);
                }
                else
                {
                    backend.SliceColumns(Output.Gradient!, start, dx);
                }
            }

            start += part.Shape.Columns;
        }
    }
}

/// <summary>Operations on variables.</summary>
public static partial class VariableOps
{
    /// <summary>Columns [start, start + width) of x [.., N].</summary>
    public static Variable SliceColumns(this Variable x, int start, int width)
    {
        var y = x.Tape.NewOutput(WithColumns(x.Shape, width), x.RequiresGradient);
        return x.Tape.Record(new SliceColumnsNode(x, start, y)).Output;
    }

    /// <summary>The parts, of equal rows, beside one another.</summary>
    public static Variable ConcatColumns(params Variable[] parts)
    {
        int columns = 0;
        bool requiresGradient = false;
        foreach (var part in parts)
        {
            if (part.Shape.Rows != parts[0].Shape.Rows)
                throw new ShapeMismatchException($"Cannot put {part.Shape} beside {parts[0].Shape}: they have different numbers of rows.");
            columns += part.Shape.Columns;
            requiresGradient |= part.RequiresGradient;
        }

        var tape = parts[0].Tape;
        var y = tape.NewOutput(WithColumns(parts[0].Shape, columns), requiresGradient);
        return tape.Record(new ConcatColumnsNode(parts, y)).Output;
    }
}
