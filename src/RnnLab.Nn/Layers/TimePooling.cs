using RnnLab.Compute;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Layers;

/// <summary>Global pooling: one vector of each sequence, from all of its steps.</summary>
public static class TimePooling
{
    /// <summary>The mean of x [T, B, N] over the steps of each sequence: [B, N]. A sequence of length 0 gives 0.</summary>
    /// <param name="x">The sequences [T, B, N].</param>
    /// <param name="lengths">How many steps each has [B], 0 to T; null where all have T.</param>
    /// <exception cref="ShapeMismatchException">x is not [T, B, N], or there is not one length a sequence.</exception>
    public static Variable MeanOverTime(this Variable x, TokenInput? lengths = null)
    {
        Check(x, lengths);
        int time = x.Shape[0], batch = x.Shape[1];
        Variable weights;
        if (lengths is null)
        {
            var even = x.Tape.Allocate(new Shape(1, batch, time));
            x.Tape.Backend.Fill(even, 1.0 / time);
            weights = x.Tape.Constant(even);
        }
        else
        {
            weights = VariableOps.LengthWeights(x.Tape, lengths, time, mean: true).Reshape(new Shape(1, batch, time));
        }

        return weights.BatchMatMul(x.ClearPadding(lengths)).Reshape(new Shape(batch, x.Shape[2]));
    }

    /// <summary>The greatest value of each unit of x [T, B, N] over the steps of each sequence: [B, N]. Its gradient goes to the first step that has it; a sequence of length 0 gives 0.</summary>
    /// <param name="x">The sequences [T, B, N].</param>
    /// <param name="lengths">How many steps each has [B], 0 to T; null where all have T.</param>
    /// <exception cref="ShapeMismatchException">x is not [T, B, N], or there is not one length a sequence.</exception>
    public static Variable MaxOverTime(this Variable x, TokenInput? lengths = null)
    {
        Check(x, lengths);
        var y = x.Tape.NewOutput(new Shape(x.Shape[1], x.Shape[2]), x.RequiresGradient);
        return x.Tape.Record(new MaxOverTimeNode(x, lengths, y)).Output;
    }

    private static void Check(Variable x, TokenInput? lengths)
    {
        if (x.Shape.Rank != 3 || x.Shape[0] == 0 || (lengths is not null && lengths.Shape.Count != x.Shape[1]))
            throw new ShapeMismatchException($"Pooling over time reads [T, B, N] with at least one step and lengths [B]; got {x.Shape} and {lengths?.Shape.ToString() ?? "no lengths"}.");
    }
}
