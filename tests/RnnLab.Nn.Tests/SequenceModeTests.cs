using RnnLab.Compute;
using RnnLab.Nn.Tests.Recurrent.Custom;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests;

/// <summary>Random truncation and scheduled sampling against ordinary training, and against their own definitions.</summary>
public class SequenceModeTests
{
    public static TheoryData<string, CellKind> Cells
    {
        get
        {
            var cases = new TheoryData<string, CellKind>();
            foreach (var backend in TestBackends.All)
            {
                foreach (var cell in (CellKind[])[CellKind.Rnn, CellKind.Gru, CellKind.Lstm])
                    cases.Add(backend.Data, cell);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void With_true_inputs_it_is_ordinary_training(string backendName, CellKind cell)
    {
        using var backend = TestBackends.Create(backendName);
        using var world = new World(backend, cell, time: 7, dropout: 0.4);
        var (loss, gradients, state) = world.Learn(5, default);
        var (same, itsGradients, itsState) = world.Learn(5, new SequenceMode(OwnInputs: true), trueShare: 1);
        Assert.Equal(loss, same);
        Assert.Equal(gradients, itsGradients);
        Assert.Equal(state, itsState);
    }

    [Theory]
    [MemberData(nameof(TestBackends.All), MemberType = typeof(TestBackends))]
    public void Gradients_are_cut_in_every_cell_as_if_the_sequence_ended_there(string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        double tolerance = backendName == TestBackends.Reference ? 1e-12 : 1e-5;
        foreach (var change in (Func<LanguageModelConfig, LanguageModelConfig>[])
        [
            c => c, c => c with { Cell = CellKind.Gru }, c => c with { Cell = CellKind.Rnn }, c => c with { Variant = LstmVariant.FullGateRecurrence },
            c => c with { Variant = LstmVariant.Peephole | LstmVariant.CoupledGates }, c => c with { Cell = CellKind.Mgu }, c => c with { OwnCell = CellTexts.Gru },
            // Masks that a training step draws once for all times.
            c => c with { Residual = true, Dropout = 0.3, DropoutKind = DropoutKind.Variational, LabelSmoothing = 0.2 }, c => c with { LayerNormalized = true, RecurrentDropout = 0.3 },
        ])
        {
            // Places before steps 2 and 4; a training step that cuts at both trains three short sequences.
            const int mean = 10, time = 6, apart = 2;
            Assert.Equal(apart, RandomTruncation.SegmentLength(mean));
            using var world = new World(backend, CellKind.Lstm, time, dropout: 0, change);
            ulong step = 0;
            while (Enumerable.Range(0, 2).Any(place => RandomTruncation.Factor(world.Model.Config.Seed, step, place, mean) > 0))
                step++;
            var (_, gradients, _) = world.Learn(step, new SequenceMode(mean));
            var (_, whole, _) = world.Learn(step, default);

            using var state = world.Model.CreateState(World.Batch);
            state.CopyFrom(world.Start);
            world.Model.ZeroGradients();
            for (int t = 0; t < time; t += apart)
            {
                var shape = new Shape(apart, World.Batch);
                using IndexTensor tokens = backend.AllocateIndices(shape), targets = backend.AllocateIndices(shape);
                tokens.CopyFrom(world.Tokens.AsSpan(t * World.Batch, apart * World.Batch));
                targets.CopyFrom(world.Targets.AsSpan(t * World.Batch, apart * World.Batch));
                world.Model.ForwardBackward(tokens, targets, state, step, apart / (double)time);
            }

            for (int n = 0; n < gradients.Length; n++)
                Close.Equal(Close.Values(world.Model.Parameters[n].Gradient), gradients[n], tolerance, world.Model.Parameters[n].Name);
            Assert.NotEqual(whole[1], gradients[1]);
        }
    }

    [Theory]
    [InlineData(CellKind.Rnn)]
    [InlineData(CellKind.Gru)]
    [InlineData(CellKind.Lstm)]
    public void The_expected_gradient_of_random_truncation_is_the_whole_gradient(CellKind cell)
    {
        using var backend = TestBackends.Create(TestBackends.Reference);
        using var world = new World(backend, cell, time: 4, dropout: 0);
        const int mean = 3, places = 3;
        Assert.Equal((1, 1 / 3.0), (RandomTruncation.SegmentLength(mean), RandomTruncation.CutProbability(mean)));
        var (_, whole, _) = world.Learn(0, default);

        // Every way of cutting at three places, each weighted with its probability.
        var expected = whole.Select(gradient => new double[gradient.Length]).ToArray();
        var seen = new HashSet<int>();
        double total = 0;
        for (ulong step = 0; seen.Count < 8; step++)
        {
            int pattern = 0;
            double probability = 1;
            for (int place = 0; place < places; place++)
            {
                double factor = RandomTruncation.Factor(world.Model.Config.Seed, step, place, mean);
                Assert.True(factor == 0 || Math.Abs(factor - 1.5) < 1e-12, $"{factor}");
                pattern |= factor > 0 ? 1 << place : 0;
                probability *= factor > 0 ? 2 / 3.0 : 1 / 3.0;
            }

            if (!seen.Add(pattern))
                continue;
            var (_, gradients, _) = world.Learn(step, new SequenceMode(mean));
            total += probability;
            for (int n = 0; n < expected.Length; n++)
            {
                for (int k = 0; k < expected[n].Length; k++)
                    expected[n][k] += probability * gradients[n][k];
            }

            if (pattern != 7)
                Assert.NotEqual(whole[1], gradients[1]);
        }

        Assert.Equal(1, total, 1e-12);
        for (int n = 0; n < expected.Length; n++)
            Close.Equal(whole[n], expected[n], 1e-10, world.Model.Parameters[n].Name);
    }

    [Fact]
    public void Gradients_travel_the_mean_length_on_average()
    {
        foreach (int mean in (int[])[2, 7, 25, 50])
        {
            int segment = RandomTruncation.SegmentLength(mean);
            double sum = 0;
            const int draws = 4000;
            for (ulong step = 0; step < draws; step++)
            {
                int place = 0;
                while (RandomTruncation.Factor(3, step, place, mean) > 0)
                    place++;
                sum += (place + 1) * segment;
            }

            Assert.InRange(sum / draws, 0.93 * mean, 1.07 * mean);
        }
    }

    [Theory]
    [MemberData(nameof(TestBackends.All), MemberType = typeof(TestBackends))]
    public void Greedy_own_inputs_are_what_the_model_predicts_from_what_it_read(string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        using var world = new World(backend, CellKind.Gru, time: 9, dropout: 0);
        var (loss, gradients, _) = world.Learn(3, new SequenceMode(OwnInputs: true, Greedy: true), trueShare: 0);

        // The same inputs, found one step at a time, given as if they were the true ones.
        int[] read = [.. world.Tokens];
        using var trace = world.Model.CreateState(World.Batch);
        for (int t = 1; t < 9; t++)
        {
            using var state = world.Model.CreateState(World.Batch);
            state.CopyFrom(world.Start);
            using var so = backend.AllocateIndices(new Shape(t, World.Batch));
            so.CopyFrom(read.AsSpan(0, t * World.Batch));
            using var forward = world.Model.Forward(so, state);
            float[] scores = forward.Logits.ToArray();
            for (int b = 0; b < World.Batch; b++)
            {
                var row = scores.AsSpan((((t - 1) * World.Batch) + b) * World.Vocabulary, World.Vocabulary);
                read[(t * World.Batch) + b] = row.IndexOf(System.Numerics.Tensors.TensorPrimitives.Max((ReadOnlySpan<float>)row));
            }
        }

        Assert.NotEqual(world.Tokens, read);
        var (again, itsGradients, _) = world.Learn(3, default, tokens: read);
        Assert.Equal(again, loss, backendName == TestBackends.Reference ? 1e-12 : 1e-5);
        for (int n = 0; n < gradients.Length; n++)
            Close.Equal(itsGradients[n], gradients[n], backendName == TestBackends.Reference ? 1e-12 : 1e-5, world.Model.Parameters[n].Name);
    }

    [Fact]
    public void Own_inputs_are_what_the_training_pass_itself_predicts_with_its_dropout_and_zoneout()
    {
        using var backend = TestBackends.Create(TestBackends.Reference);
        using var world = new World(backend, CellKind.Lstm, time: 8, dropout: 0.4, c => c with { ZoneoutHidden = 0.3, ZoneoutCell = 0.2, RecurrentDropout = 0.2 });
        using IndexTensor tokens = world.Indices(world.Tokens), targets = world.Indices(world.Targets);
        using ModelState state = world.Model.CreateState(World.Batch), before = world.Model.CreateState(World.Batch);
        before.CopyFrom(world.Start);
        state.CopyFrom(world.Start);
        using var chooser = new OwnInputs(world.Model, tokens.Shape, greedy: true);
        var inputs = chooser.Choose(tokens, before, step: 7, trueShare: 0);
        Assert.Equal(world.Start, before.ToArray());
        using var program = new SequenceProgram(world.Model, World.Batch, training: true);
        program.Run(inputs, targets, state, 7);
        int[] read = new int[world.Tokens.Length];
        inputs.CopyTo(read);
        float[] scores = program.Logits.ToArray();
        for (int n = World.Batch; n < read.Length; n++)
        {
            var row = scores.AsSpan((n - World.Batch) * World.Vocabulary, World.Vocabulary);
            Assert.Equal(read[n], row.IndexOf(System.Numerics.Tensors.TensorPrimitives.Max((ReadOnlySpan<float>)row)));
        }
    }

    [Fact]
    public void Coins_fall_as_often_as_asked_and_samples_follow_the_model()
    {
        using var backend = TestBackends.Create(TestBackends.Reference);
        using var scores = backend.Allocate(new Shape(2, 3));
        scores.CopyFrom(new double[] { Math.Log(0.5), Math.Log(0.3), Math.Log(0.2), 0, 0, 0 });
        var chooser = new InputChooser(11, 2, 3, greedy: false) { TrueShare = 0.25 };
        int[] counts = new int[4];
        const int draws = 8000;
        for (ulong step = 0; step < draws; step++)
        {
            chooser.Step = step;
            int chosen = chooser.Choose(1, [-1, -1], scores)[0];
            counts[chosen + 1]++;
        }

        double[] shares = [.. counts.Select(count => count / (double)draws)];
        double[] expected = [0.25, 0.375, 0.225, 0.15];
        for (int n = 0; n < 4; n++)
            Assert.InRange(shares[n] - expected[n], -0.025, 0.025);
        Assert.InRange(chooser.OwnCount / (2.0 * draws), 0.735, 0.765);
    }

    [Theory]
    [MemberData(nameof(TestBackends.Cpu), MemberType = typeof(TestBackends))]
    public void A_step_repeats_exactly_differs_from_the_next_and_allocates_nothing(string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        using var world = new World(backend, CellKind.Lstm, time: 12, dropout: 0.2);
        foreach (var mode in (SequenceMode[])[new(5), new(OwnInputs: true), new(6, OwnInputs: true, Greedy: true)])
        {
            var first = world.Learn(8, mode, trueShare: 0.4);
            var other = world.Learn(9, mode, trueShare: 0.4);
            var again = world.Learn(8, mode, trueShare: 0.4);
            Assert.Equal(first.Loss, again.Loss);
            Assert.Equal(first.Gradients, again.Gradients);
            Assert.NotEqual(first.Gradients[1], other.Gradients[1]);

            using var state = world.Model.CreateState(World.Batch);
            using var tokens = world.Indices(world.Tokens);
            using var targets = world.Indices(world.Targets);
            Step(0);
            Step(1);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (ulong step = 2; step < 12; step++)
                Step(step);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

            void Step(ulong step)
            {
                world.Model.ZeroGradients();
                world.Model.ForwardBackward(tokens, targets, state, step, 1, mode, 0.4);
            }
        }
    }

    [Fact]
    public void A_mean_length_of_one_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new SequenceMode(1).Validate());

    private sealed class World : IDisposable
    {
        public const int Batch = 3, Vocabulary = 6;
        private readonly IComputeBackend _backend;
        private readonly int _time;

        public World(IComputeBackend backend, CellKind cell, int time, double dropout, Func<LanguageModelConfig, LanguageModelConfig>? change = null)
        {
            _backend = backend;
            _time = time;
            var config = new LanguageModelConfig { Cell = cell, Layers = 2, Hidden = 5, Vocabulary = Vocabulary, Dropout = dropout, Seed = 6, Initialization = InitializationScheme.Xavier };
            Model = new LanguageModel(change is null ? config : change(config), backend);
            var random = new TestRandom(31);
            Tokens = [.. Enumerable.Range(0, time * Batch).Select(_ => random.Integer(0, Vocabulary - 1))];
            Targets = [.. Enumerable.Range(0, time * Batch).Select(_ => random.Integer(0, Vocabulary - 1))];
            using var state = Model.CreateState(Batch);
            Start = [.. Enumerable.Range(0, state.Count).Select(_ => (float)random.Uniform())];
        }

        public LanguageModel Model { get; }

        public int[] Tokens { get; }

        public int[] Targets { get; }

        public float[] Start { get; }

        public IndexTensor Indices(int[] values)
        {
            var tensor = _backend.AllocateIndices(new Shape(_time, Batch));
            tensor.CopyFrom(values);
            return tensor;
        }

        public (double Loss, double[][] Gradients, double[] State) Learn(ulong step, SequenceMode mode, double trueShare = 1, int[]? tokens = null)
        {
            using var state = Model.CreateState(Batch);
            state.CopyFrom(Start);
            using var inputs = Indices(tokens ?? Tokens);
            using var targets = Indices(Targets);
            Model.ZeroGradients();
            double loss = Model.ForwardBackward(inputs, targets, state, step, 1, mode, trueShare);
            return (loss, [.. Model.Parameters.Select(parameter => Close.Values(parameter.Gradient))], [.. state.ToArray().Select(value => (double)value)]);
        }

        public void Dispose() => Model.Dispose();
    }
}
