using RnnLab.Compute;

namespace RnnLab.Nn.Autodiff;

/// <summary>y[t] = x[t] * mask with one mask [B, N] for all time steps, drawn anew in each training step.</summary>
internal sealed class TimeDropoutNode : SingleOutputNode
{
    private readonly Variable _x;
    private readonly TimeDropoutMask _mask;
    private readonly Tensor _folded, _row, _result;
    private Tensor? _scratch, _foldedScratch, _foldedGradient;

    internal TimeDropoutNode(Variable x, TimeDropoutMask mask, Variable y) : base(y)
    {
        // Seen as [T, B*N], a sequence is rows that all meet the same row of the mask.
        int width = checked((int)mask.Output.Shape.Count);
        var folded = new Shape(x.Shape[0], width);
        _x = x;
        _mask = mask;
        _folded = y.Tape.View(x.Value, 0, folded);
        _row = y.Tape.View(mask.Output.Value, 0, new Shape(width));
        _result = y.Tape.View(y.Value, 0, folded);
    }

    internal override void Forward() => Output.Tape.Backend.Binary(BinaryOp.Multiply, _folded, _row, _result);

    internal override void Backward()
    {
        if (!_x.RequiresGradient)
            return;
        var tape = Output.Tape;
        _foldedGradient ??= tape.View(Output.Gradient!, 0, _folded.Shape);
        _scratch ??= tape.Allocate(_x.Shape);
        _foldedScratch ??= tape.View(_scratch, 0, _folded.Shape);
        tape.Backend.Binary(BinaryOp.Multiply, _foldedGradient, _row, _foldedScratch);
        _x.AddGradient(1, _scratch);
    }
}

/// <summary>A mask [B, N] of inverted dropout on its own: 0 with probability rate, else 1 / (1 - rate).</summary>
internal sealed class TimeDropoutMask(double rate, DropoutPosition position, ulong stream, Variable mask) : SingleOutputNode(mask)
{
    internal override void Forward() =>
        Output.Tape.Backend.FillDropoutMask(Output.Value, new PhiloxKey(position.Seed, stream), position.Step << 32, rate);

    internal override void Backward()
    {
    }
}

/// <summary>Operations on variables.</summary>
public static partial class VariableOps
{
    /// <summary>
    /// Variational dropout (Gal and Ghahramani 2016): of x [T, B, N] the same units of each sequence are dropped at every time step, with probability
    /// <paramref name="rate"/>; the others grow by 1 / (1 - rate). At rate 0 this is x itself.
    /// </summary>
    public static Variable TimeDropout(this Variable x, double rate, DropoutPosition position, ulong stream)
    {
        if (x.Shape.Rank != 3)
            throw new ShapeMismatchException($"One mask for all time steps needs a sequence [T, B, N], not {x.Shape}.");
        if (CheckedRate(rate) == 0)
            return x;
        var mask = x.Tape.Record(NewMask(x.Tape, new Shape(x.Shape[1], x.Shape[2]), rate, position, stream));
        var y = x.Tape.NewOutput(x.Shape, x.RequiresGradient);
        return x.Tape.Record(new TimeDropoutNode(x, mask, y)).Output;
    }

    /// <summary>One mask [B, N] of inverted dropout for a whole training step, to be multiplied with whatever it should drop; null at rate 0.</summary>
    public static Variable? DropoutMask(this Tape tape, Shape shape, double rate, DropoutPosition position, ulong stream) =>
        CheckedRate(rate) == 0 ? null : tape.Record(NewMask(tape, shape, rate, position, stream)).Output;

    private static TimeDropoutMask NewMask(Tape tape, Shape shape, double rate, DropoutPosition position, ulong stream) =>
        new(rate, position, stream, tape.NewOutput(shape, requiresGradient: false));

    private static double CheckedRate(double rate) => rate >= 0 && rate < 1
        ? rate
        : throw new ArgumentOutOfRangeException(nameof(rate), $"Dropout must be at least 0 and below 1, not {rate}.");
}
