using RnnLab.Compute;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Recurrent;

/// <summary>
/// How much of a step's new state replaces the old one, unit by unit: all of it in an ordinary layer, nothing at padded steps, and under zoneout
/// (Krueger et al. 2017) nothing of randomly chosen units in training, and their expected share in evaluation.
/// </summary>
internal sealed class StateMixture
{
    private readonly Variable? _taken, _kept;
    private readonly double _rate;

    private StateMixture(Variable? taken, Variable? kept, double rate)
    {
        _taken = taken;
        _kept = kept;
        _rate = rate;
    }

    /// <summary>Records the masks that the lengths and the rate call for. Without a position the rate's expectation is taken.</summary>
    public static StateMixture Record(Tape tape, Shape states, LengthMask? inside, double rate, DropoutPosition? position, ulong stream)
    {
        if (!(rate >= 0 && rate < 1))
            throw new ArgumentOutOfRangeException(nameof(rate), $"Zoneout must be at least 0 and below 1, not {rate}: it is the share of units that keep their state.");
        if (rate > 0 && position is not null)
        {
            var drawn = tape.Record(new ZoneoutMask(rate, position, stream, tape.NewOutput(states, requiresGradient: false))).Output;
            var taken = inside is null ? drawn : drawn.Multiply(inside.Inside);
            return new StateMixture(taken, taken.OneMinus(), 0);
        }

        if (inside is null)
            return new StateMixture(null, null, rate);
        if (rate == 0)
            return new StateMixture(inside.Inside, inside.Outside, 0);
        var share = inside.Inside.Scale(1 - rate);
        return new StateMixture(share, share.OneMinus(), 0);
    }

    /// <summary>The state after time t, given what the cell computed and what was there before.</summary>
    public Variable Mix(int t, Variable computed, Variable before)
    {
        if (_taken is not null)
            return computed.Multiply(_taken.Step(t)).Add(before.Multiply(_kept!.Step(t)));
        return _rate == 0 ? computed : computed.Scale(1 - _rate).Add(before.Scale(_rate));
    }

    /// <summary>1 where a unit takes its new state, 0 with probability rate.</summary>
    private sealed class ZoneoutMask(double rate, DropoutPosition position, ulong stream, Variable mask) : SingleOutputNode(mask)
    {
        internal override void Forward()
        {
            // The mask of inverted dropout holds 0 and 1 / (1 - rate), which is never below 1.
            var backend = Output.Tape.Backend;
            backend.FillDropoutMask(Output.Value, new PhiloxKey(position.Seed, stream), (position.Step << 32) + position.Offset, rate);
            backend.ClipValue(Output.Value, 1);
        }

        internal override void Backward()
        {
        }
    }
}
