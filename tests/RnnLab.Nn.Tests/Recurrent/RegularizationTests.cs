using RnnLab.Compute;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Recurrent;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests.Recurrent;

/// <summary>What variational dropout and zoneout do to which unit, exactly.</summary>
public class RegularizationTests
{
    private const double Rate = 0.3;

    [Theory]
    [MemberData(nameof(TestBackends.All), MemberType = typeof(TestBackends))]
    public void Variational_dropout_drops_the_same_units_at_all_times(string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        using var tape = new Tape(backend);
        using var ones = backend.Allocate(new Shape(5, 40, 50));
        backend.Fill(ones, 1);
        var position = new DropoutPosition(3) { Step = 1 };
        var dropped = tape.Leaf(ones).TimeDropout(Rate, position, 9);
        float[] values = dropped.Value.ToArray(), first = values[..2000];
        for (int t = 1; t < 5; t++)
            Assert.Equal(first, values[(t * 2000)..((t + 1) * 2000)]);
        Assert.All(first, value => Assert.True(value == 0 || Math.Abs(value - (1 / (1 - Rate))) < 1e-6));
        ShareIs(first.Count(value => value == 0), first.Length);
        position.Step = 2;
        tape.Replay();
        Assert.NotEqual(first, dropped.Value.ToArray()[..2000]);
        Assert.Same(dropped, dropped.TimeDropout(0, position, 9));
    }

    [Theory]
    [InlineData(CellKind.Rnn)]
    [InlineData(CellKind.Gru)]
    [InlineData(CellKind.Lstm)]
    public void The_recurrent_weights_see_h_through_one_mask(CellKind cell)
    {
        using var backend = TestBackends.Create(TestBackends.Reference);
        var options = new RecurrentNetworkOptions { Cell = cell, Input = 2, Hidden = 8, RecurrentDropout = Rate };
        var position = new DropoutPosition(5) { Step = 7 };
        using var run = new NetworkRun(options, backend, 4, 3, training: position);
        var tape = run.Tape;
        double[] mask = Close.Values(tape.DropoutMask(new Shape(3, 8), Rate, position, RandomStreams.LayerMask(LayerMaskKind.Recurrent, 0, false))!.Value);
        Assert.Contains(0, mask);

        // One sequence at a time, its dropped units are columns of the recurrent weights that vanish, where h goes round the weights alone.
        var parameters = run.Network.Parameters;
        for (int b = 0; b < 3; b++)
        {
            double[] weights = Close.Values(parameters[1].Value);
            for (int n = 0; n < weights.Length; n++)
                weights[n] *= mask[(b * 8) + (n % 8)];
            var masked = tape.Allocate(parameters[1].Value.Shape);
            masked.CopyFrom(weights);
            var layer = new RecurrentWeights(tape.Parameter(parameters[0]), tape.Constant(masked), tape.Parameter(parameters[2]), tape.Parameter(parameters[3]));
            var zero = tape.Constant(tape.Allocate(new Shape(3, 8)));
            var expected = tape.Recurrent(cell, new SequenceInput(run.Input), layer, zero, cell.HasCellState() ? zero : null);
            for (int t = 0; t < 4; t++)
            {
                int row = ((t * 3) + b) * 8;
                Close.Equal(Close.Values(expected.Hidden.Value).AsSpan(row, 8), Close.Values(run.Output.Sequence!.Value).AsSpan(row, 8), 1e-12, $"h of sequence {b} at {t}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(TestBackends.All), MemberType = typeof(TestBackends))]
    public void Zoneout_keeps_some_units_exactly_and_computes_the_others_as_ever(string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        foreach (var cell in new[] { CellKind.Rnn, CellKind.Gru, CellKind.Lstm })
        {
            var plain = new RecurrentNetworkOptions { Cell = cell, Input = 2, Hidden = 60 };
            var zoned = plain with { ZoneoutHidden = Rate, ZoneoutCell = cell.HasCellState() ? Rate / 2 : 0 };
            using NetworkRun without = new(plain, backend, 1, 40, given: true), with = new(zoned, backend, 1, 40, training: new DropoutPosition(2), given: true);
            Kept(with.Initial![0].Hidden, without.Output.Final[0].Hidden, with.Output.Final[0].Hidden, Rate);
            if (cell.HasCellState())
                Kept(with.Initial[0].Cell!, without.Output.Final[0].Cell!, with.Output.Final[0].Cell!, Rate / 2);
        }

        static void Kept(Variable before, Variable computed, Variable after, double rate)
        {
            double[] old = Close.Values(before.Value), fresh = Close.Values(computed.Value), now = Close.Values(after.Value);
            int kept = 0;
            for (int n = 0; n < now.Length; n++)
            {
                if (now[n] == old[n])
                    kept++;
                else
                    Assert.Equal(fresh[n], now[n], 1e-5);
            }

            ShareIs(kept, now.Length, rate);
        }
    }

    [Theory]
    [MemberData(nameof(TestBackends.All), MemberType = typeof(TestBackends))]
    public void In_evaluation_zoneout_takes_the_expectation_and_dropout_nothing(string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        var plain = new RecurrentNetworkOptions { Cell = CellKind.Lstm, Input = 2, Hidden = 9 };
        using NetworkRun without = new(plain, backend, 1, 4, given: true), with = new(plain with { ZoneoutHidden = Rate, ZoneoutCell = 0.2, RecurrentDropout = 0.5 }, backend, 1, 4, given: true);
        Mixed(with.Initial![0].Hidden, without.Output.Final[0].Hidden, with.Output.Final[0].Hidden, Rate);
        Mixed(with.Initial[0].Cell!, without.Output.Final[0].Cell!, with.Output.Final[0].Cell!, 0.2);

        var dropped = plain with { Layers = 2, Dropout = 0.5, InputDropout = 0.5, RecurrentDropout = 0.5, OutputDropout = 0.5 };
        using NetworkRun still = new(plain with { Layers = 2 }, backend, 3, 4), quiet = new(dropped, backend, 3, 4);
        Assert.Equal(Close.Values(still.Output.Sequence!.Value), Close.Values(quiet.Output.Sequence!.Value));

        static void Mixed(Variable before, Variable computed, Variable after, double rate)
        {
            double[] expected = [.. Close.Values(before.Value).Zip(Close.Values(computed.Value), (old, fresh) => (rate * old) + ((1 - rate) * fresh))];
            Close.Equal(expected, after.Value, 1e-6, "the expectation");
        }
    }

    [Fact]
    public void Rates_that_cannot_be_are_refused()
    {
        using var backend = TestBackends.Create(TestBackends.Reference);
        using var tape = new Tape(backend);
        var x = tape.Constant(backend.Allocate(new Shape(2, 2, 2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => x.TimeDropout(1, new DropoutPosition(1), 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => x.TimeDropout(-0.1, new DropoutPosition(1), 1));
        Assert.Throws<ShapeMismatchException>(() => x.Step(0).TimeDropout(0.5, new DropoutPosition(1), 1));
    }

    /// <summary>Five standard deviations of a binomial share.</summary>
    private static void ShareIs(int count, int all, double rate = Rate)
    {
        double allowed = 5 * Math.Sqrt(rate * (1 - rate) / all);
        Assert.InRange(count / (double)all, rate - allowed, rate + allowed);
    }
}
