using RnnLab.Compute;
using RnnLab.Compute.Reference;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Recurrent;
using RnnLab.Nn.Tests.Recurrent.Custom;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests.Recurrent;

/// <summary>Networks with options drawn at random over sequences of random sizes; T, B and H of 1 in every combination, and lengths of 0 and 1.</summary>
public class RandomNetworkTests
{
    private const ulong Networks = 48;

    [Fact]
    public void The_CPU_backend_agrees_with_the_reference_in_values_and_gradients()
    {
        for (ulong seed = 0; seed < Networks; seed++)
        {
            using var reference = new ReferenceBackend();
            double[][] want = Everything(reference, seed, out string what);
            double largest = want.SelectMany(values => values).Select(Math.Abs).DefaultIfEmpty().Max();
            foreach (var set in TestBackends.Cpu)
            {
                using var backend = TestBackends.Create(set.Data);
                double[][] got = Everything(backend, seed, out _);
                Assert.Equal(want.Length, got.Length);

                // What comes out near zero because large numbers cancel need not be finer than float32 is at the others.
                for (int n = 0; n < want.Length; n++)
                    Close.Equal(want[n], got[n], 2e-5, $"{set.Data}, network {seed} ({what}), tensor {n}", 5e-7 * largest);
            }
        }
    }

    [Fact]
    public void A_padded_sequence_gives_what_it_gives_alone()
    {
        using var backend = new ReferenceBackend();
        for (ulong seed = 0; seed < Networks; seed++)
        {
            var (options, time, batch, lengths) = Draw(seed);
            using var run = new NetworkRun(options, backend, time, batch, lengths, given: !options.LearnInitialState);
            int width = options.Directions * options.Hidden;
            double[] all = Close.Values(run.Output.Sequence!.Value), input = Close.Values(run.Input.Value);
            for (int b = 0; b < batch; b++)
            {
                int length = lengths[b];
                double[] own = [.. Enumerable.Range(0, length).SelectMany(t => input.AsSpan(Row(t, b) * options.Input, options.Input).ToArray())];
                for (int t = length; t < time; t++)
                    Assert.All(all.AsSpan(Row(t, b) * width, width).ToArray(), value => Assert.Equal(0, value));
                if (length == 0)
                    continue;
                using var tape = new Tape(backend, gradients: false);
                var x = tape.Allocate(options.BatchMajor ? new Shape(1, length, options.Input) : new Shape(length, 1, options.Input));
                x.CopyFrom(own);
                var alone = run.Network.Forward(tape, new SequenceInput(tape.Constant(x)), run.Initial?.Select(state => new RecurrentState(One(state.Hidden)!, One(state.Cell))).ToArray());
                double[] expected = Close.Values(alone.Sequence!.Value);
                for (int t = 0; t < length; t++)
                    Close.Equal(expected.AsSpan(t * width, width), all.AsSpan(Row(t, b) * width, width), 1e-12, $"network {seed}, sequence {b} at {t}", 1e-14);
                for (int n = 0; n < alone.Final.Count; n++)
                    Close.Equal(Close.Values(alone.Final[n].Hidden.Value), Close.Values(run.Output.Final[n].Hidden.Value).AsSpan(b * options.Hidden, options.Hidden), 1e-12, $"network {seed}, final h {n}", 1e-14);

                Variable? One(Variable? states)
                {
                    if (states is null)
                        return null;
                    var row = tape.Allocate(new Shape(1, options.Hidden));
                    row.CopyFrom(Close.Values(states.Value).AsSpan(b * options.Hidden, options.Hidden).ToArray());
                    return tape.Constant(row);
                }
            }

            int Row(int t, int b) => options.BatchMajor ? (b * time) + t : (t * batch) + b;
        }
    }

    private static double[][] Everything(IComputeBackend backend, ulong seed, out string what)
    {
        var (options, time, batch, lengths) = Draw(seed);
        what = $"T {time} B {batch} lengths {string.Join(' ', lengths)}, {options}";
        using var run = new NetworkRun(options, backend, time, batch, lengths, new DropoutPosition(5) { Step = seed }, given: !options.LearnInitialState);
        return run.Everything();
    }

    private static (RecurrentNetworkOptions Options, int Time, int Batch, int[] Lengths) Draw(ulong seed)
    {
        var random = new TestRandom(seed + 600);
        bool IsOne(int bit) => (seed >> bit) % 2 == 1;
        bool Coin(double share = 0.5) => random.Uniform(0, 1) < share;
        double Share() => Coin(0.3) ? 0.3 : 0;
        int time = IsOne(0) ? 1 : random.Integer(2, 6), batch = IsOne(1) ? 1 : random.Integer(2, 5);
        int kind = random.Integer(0, Enum.GetValues<CellKind>().Length + 1);
        var options = new RecurrentNetworkOptions
        {
            Input = random.Integer(1, 4), Hidden = IsOne(2) ? 1 : random.Integer(2, 9), Layers = random.Integer(1, 3), Bidirectional = Coin(), Residual = Coin(), BatchMajor = Coin(),
            LearnInitialState = Coin(0.3), Returns = SequenceReturn.Both, Seed = seed,
            Dropout = Share(), InputDropout = Share(), RecurrentDropout = Share(), OutputDropout = Share(), ZoneoutHidden = Share(),
        };

        // A cell, a variant of the LSTM, or equations. Of one unit that is normalised nothing is left to compare.
        options = kind < Enum.GetValues<CellKind>().Length
            ? options with { Cell = (CellKind)kind, LayerNormalized = options.Hidden > 3 && Coin() }
            : Coin() ? options with { Variant = LstmVariantTests.Allowed[random.Integer(0, LstmVariantTests.Allowed.Count - 1)], ZoneoutCell = Share() }
            : options with { OwnCell = CellTexts.All[random.Integer(0, CellTexts.All.Count - 1)] };
        int[] lengths = [.. Enumerable.Range(0, batch).Select(_ => random.Integer(0, 4) switch { 0 => 0, 1 => 1, 2 => time, _ => random.Integer(0, time) })];
        return (options, time, batch, lengths);
    }
}
