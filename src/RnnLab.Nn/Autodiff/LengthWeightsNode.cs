using RnnLab.Compute;

namespace RnnLab.Nn.Autodiff;

/// <summary>y[b, t] = 1 (or 1 / length, so that a row adds up to 1) where t lies within sequence b, else 0. Nothing to differentiate.</summary>
internal sealed class LengthWeightsNode(TokenInput lengths, bool mean, Variable y) : SingleOutputNode(y)
{
    private readonly int[] _lengths = new int[lengths.Shape.Count];
    private readonly double[] _weights = new double[y.Shape.Count];

    internal override void Forward()
    {
        lengths.Value.CopyTo(_lengths);
        int time = Output.Shape.Columns;
        for (int b = 0; b < _lengths.Length; b++)
        {
            int length = _lengths[b];
            if (length < 0 || length > time)
                throw new ArgumentOutOfRangeException(nameof(lengths), $"Sequence {b} is said to have {length} steps; with T {time} it can have 0 to {time}.");
            var row = _weights.AsSpan(b * time, time);
            row[..length].Fill(mean ? 1.0 / length : 1);
            row[length..].Clear();
        }

        Output.Value.CopyFrom(_weights);
    }

    internal override void Backward()
    {
    }
}

/// <summary>Operations on variables.</summary>
public static partial class VariableOps
{
    /// <summary>The mask [B, T] of sequences with these lengths [B]: 1 for their steps, 0 for padding. Follows the lengths from run to run.</summary>
    public static Variable LengthMask(this Tape tape, TokenInput lengths, int time) => LengthWeights(tape, lengths, time, mean: false);

    internal static Variable LengthWeights(Tape tape, TokenInput lengths, int time, bool mean)
    {
        var y = tape.NewOutput(new Shape(checked((int)lengths.Shape.Count), time), requiresGradient: false);
        return tape.Record(new LengthWeightsNode(lengths, mean, y)).Output;
    }
}
