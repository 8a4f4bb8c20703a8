using RnnLab.Compute;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Layers;
using RnnLab.Nn.Losses;
using RnnLab.Nn.Recurrent;
using RnnLab.Nn.Surgery;
using RnnLab.Nn.Tests.Support;
using RnnLab.Nn.Unrolled;

namespace RnnLab.Nn.Tests;

/// <summary>A language model with the options of a stack computes what <see cref="RecurrentNetwork"/> computes, whose gradients are proved by finite differences.</summary>
public class LanguageModelStackTests
{
    private const int Time = 6, Batch = 3;

    private static readonly LanguageModelConfig Plain = new() { Cell = CellKind.Lstm, Layers = 3, Hidden = 5, Vocabulary = 7, Embedding = 4, Seed = 6 };

    public static TheoryData<string, CellKind, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, CellKind, bool>();
            foreach (var backend in TestBackends.All)
            {
                foreach (var cell in (CellKind[])[CellKind.Rnn, CellKind.RnnRelu, CellKind.Gru, CellKind.GruResetBefore, CellKind.Mgu, CellKind.Lstm])
                {
                    cases.Add(backend.Data, cell, false);
                    cases.Add(backend.Data, cell, true);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Loss_and_gradients_are_those_of_a_network_with_the_same_masks(string backendName, CellKind cell, bool normalized)
    {
        using var backend = TestBackends.Create(backendName);
        double tolerance = backendName == TestBackends.Reference ? 1e-12 : 1e-5;
        var config = Plain with
        {
            Cell = cell, Residual = true, LayerNormalized = normalized, Dropout = 0.3, DropoutKind = DropoutKind.Variational, RecurrentDropout = 0.2, ZoneoutHidden = 0.1,
            ZoneoutCell = cell.HasCellState() ? 0.4 : 0, LabelSmoothing = 0.1,
        };
        using var model = new LanguageModel(config, backend);
        using var network = new RecurrentNetwork(
            new RecurrentNetworkOptions
            {
                Cell = cell, Input = 4, Hidden = 5, Layers = 3, Residual = true, LayerNormalized = normalized, InputDropout = 0.3, RecurrentDropout = 0.2, OutputDropout = 0.3, ZoneoutHidden = 0.1,
                ZoneoutCell = config.ZoneoutCell,
            }, backend);
        foreach (var parameter in network.Parameters)
            parameter.Value.CopyFrom(Close.Values(Find(model, parameter.Name).Value));
        var (tokens, targets) = Sequences(backend);
        using (tokens)
        using (targets)
        {
            foreach (ulong step in (ulong[])[3, 8])
            {
                // Training, with the masks of the step.
                using var tape = new Tape(backend);
                var scores = Scores(tape, new DropoutPosition(config.Seed) { Step = step });
                var objective = CrossEntropy.Of(scores, new TokenInput(targets), new CrossEntropyOptions(null, 0.1));
                var loss = CrossEntropy.Of(tape.Constant(scores.Value), new TokenInput(targets));
                Zero(network.Parameters);
                tape.Backward(objective.Mean);
                using var state = model.CreateState(Batch);
                model.ZeroGradients();
                Assert.Equal(loss.Total / loss.Count, model.ForwardBackward(tokens, targets, state, step), tolerance);
                foreach (var parameter in network.Parameters)
                    Close.Equal(Close.Values(parameter.Gradient), Find(model, parameter.Name).Gradient, tolerance, parameter.Name);
            }

            // Evaluation: no dropout, zoneout by its expectation, no label smoothing.
            using var plain = new Tape(backend, gradients: false);
            var expected = CrossEntropy.Of(Scores(plain, null), new TokenInput(targets));
            using var start = model.CreateState(Batch);
            Assert.Equal(expected.Total, model.Evaluate(tokens, targets, start), tolerance * 100);
        }

        Variable Scores(Tape tape, DropoutPosition? training)
        {
            var input = new SymbolInput(Find(model, "embedding.weight")).Forward(tape, new TokenInput(tokens));
            return model.Head.Forward(tape, network.Forward(tape, input, null, training).Sequence!);
        }
    }

    [Theory]
    [MemberData(nameof(TestBackends.All), MemberType = typeof(TestBackends))]
    public void A_model_that_reads_one_symbol_at_a_time_goes_where_a_sequence_goes(string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        foreach (var change in (Func<LanguageModelConfig, LanguageModelConfig>[])
        [
            c => c with { Residual = true }, c => c with { LayerNormalized = true, Embedding = 0 }, c => c with { ZoneoutHidden = 0.3, ZoneoutCell = 0.2, Embedding = 0 },
            c => c with { RecurrentDropout = 0.5, Cell = CellKind.GruResetBefore }, c => c with { ZoneoutHidden = 0.3, Variant = LstmVariant.FullGateRecurrence | LstmVariant.NoInputGate },
            c => c with { ZoneoutHidden = 0.3, Cell = CellKind.Mgu, LayerNormalized = true }, c => c with { LayerNormalized = true, Variant = LstmVariant.FullGateRecurrence | LstmVariant.Peephole }, c => c with { ZoneoutHidden = 0.3, Cell = CellKind.RnnRelu },
        ])
        {
            var config = change(Plain);
            using var model = new LanguageModel(config, backend);
            var (tokens, targets) = Sequences(backend);
            targets.Dispose();
            using (tokens)
            {
                using var together = model.CreateState(Batch);
                using var trace = model.Forward(tokens, together);
                double[] all = Close.Values(trace.Logits);
                int[] symbols = new int[Time * Batch];
                tokens.CopyTo(symbols);
                using var alone = model.CreateState(1);
                float[] scores = new float[config.Vocabulary];
                for (int t = 0; t < Time; t++)
                {
                    model.StepLogits(symbols[t * Batch], alone, scores);
                    Close.Equal(all.AsSpan(t * Batch * config.Vocabulary, config.Vocabulary).ToArray(), [.. scores.Select(score => (double)score)], 1e-5, $"scores at {t}");
                }

                // What the views read: every gate in its range, h the state that is carried on.
                Assert.Equal(config.Layers, trace.Layers.Count);
                foreach (string gate in trace.GateNames)
                {
                    var (low, high) = trace.Cell.GateRange(gate);
                    float[] read = trace.Read(1, gate);
                    Assert.Equal(Time * Batch * config.Hidden, read.Length);
                    Assert.All(read, value => Assert.InRange(value, low, high));
                    Assert.True(read.Distinct().Count() > 10);
                }

                Assert.Equal(together.Hidden(1).ToArray(), trace.Read(1, "h")[^(Batch * config.Hidden)..]);
            }
        }
    }

    [Fact]
    public void Gains_begin_at_one_and_biases_at_zero_under_every_scheme()
    {
        using var backend = TestBackends.Create(TestBackends.Reference);
        foreach (var scheme in Enum.GetValues<InitializationScheme>())
        {
            using var model = new LanguageModel(Plain with { LayerNormalized = true, Initialization = scheme, ForgetBias = 2 }, backend);
            Assert.All(model.Parameters.Where(parameter => parameter.Name.StartsWith("rnn.gain_", StringComparison.Ordinal)), gain => Assert.All(gain.Value.ToArray(), value => Assert.Equal(1, value)));
            Assert.Equal([0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], Find(model, "rnn.bias_ih_l1").Value.ToArray());
            Assert.All(Find(model, "rnn.bias_hh_l1").Value.ToArray().Concat(Find(model, "rnn.bias_c_l1").Value.ToArray()), value => Assert.Equal(0, value));
            Assert.Contains(Find(model, "rnn.weight_hh_l1").Value.ToArray(), value => value != 0);
        }
    }

    [Fact]
    public void Views_that_take_a_cell_apart_refuse_what_its_equations_do_not_show()
    {
        using var backend = TestBackends.Create(TestBackends.Reference);
        foreach (var (config, words) in (IEnumerable<(LanguageModelConfig, string)>)
            [(Plain with { LayerNormalized = true }, "layer-normalised"), (Plain with { ZoneoutHidden = 0.1 }, "zoneout"), (Plain with { Residual = true }, "residual connections")])
        {
            using var model = new LanguageModel(config, backend);
            Assert.Contains(words, Assert.Throws<ArgumentException>(() => new EditedReader(model, new GateSurgery())).Message, StringComparison.Ordinal);
            var plan = new UnrolledPlan { Cell = CellEquations.Of(config), Layers = 3, Hidden = 5, Symbols = 7, Embedding = 4, Inputs = [0], Targets = [1] };
            Assert.Contains(words, Assert.Throws<ArgumentException>(() => UnrolledWeights.From(model, plan)).Message, StringComparison.Ordinal);
        }

        Assert.Null(StackRules.BeyondEquations(Plain with { Dropout = 0.5, DropoutKind = DropoutKind.Variational, RecurrentDropout = 0.2, LabelSmoothing = 0.1 }));
    }

    [Theory]
    [MemberData(nameof(TestBackends.Cpu), MemberType = typeof(TestBackends))]
    public void A_step_allocates_nothing(string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        using var model = new LanguageModel(
            Plain with { Residual = true, LayerNormalized = true, Dropout = 0.3, DropoutKind = DropoutKind.Variational, RecurrentDropout = 0.2, ZoneoutHidden = 0.1, ZoneoutCell = 0.1, LabelSmoothing = 0.1 }, backend);
        var (tokens, targets) = Sequences(backend);
        using var state = model.CreateState(Batch);
        using (tokens)
        using (targets)
        {
            Step(0);
            Step(1);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (ulong step = 2; step < 12; step++)
                Step(step);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        void Step(ulong step)
        {
            model.ZeroGradients();
            model.ForwardBackward(tokens, targets, state, step);
        }
    }

    private static (IndexTensor Tokens, IndexTensor Targets) Sequences(IComputeBackend backend)
    {
        var random = new TestRandom(12);
        return (random.Indices(backend, new Shape(Time, Batch), 7), random.Indices(backend, new Shape(Time, Batch), 7));
    }

    private static Parameter Find(LanguageModel model, string name) => model.Parameters.Single(parameter => parameter.Name == name);

    private static void Zero(IReadOnlyList<Parameter> parameters)
    {
        foreach (var parameter in parameters)
            parameter.Value.Backend.Fill(parameter.Gradient, 0);
    }
}
