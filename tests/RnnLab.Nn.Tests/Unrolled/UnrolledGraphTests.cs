using RnnLab.Compute;
using RnnLab.Compute.Cpu;
using RnnLab.Compute.Reference;
using RnnLab.Nn.Tests.Support;
using RnnLab.Nn.Unrolled;

namespace RnnLab.Nn.Tests.Unrolled;

/// <summary>The debugger's own sums against the gradients that train networks.</summary>
public sealed class UnrolledGraphTests
{
    private static readonly int[] Text = [1, 3, 0, 2, 2, 4, 1, 0];

    public static TheoryData<CellKind, LstmVariant> Cells
    {
        get
        {
            var cells = new TheoryData<CellKind, LstmVariant>();
            foreach (var cell in Enum.GetValues<CellKind>())
                cells.Add(cell, LstmVariant.None);
            foreach (var variant in LstmVariants.Words.Values)
                cells.Add(CellKind.Lstm, variant);
            cells.Add(CellKind.Lstm, LstmVariant.Peephole | LstmVariant.FullGateRecurrence);
            cells.Add(CellKind.Lstm, LstmVariant.CoupledGates | LstmVariant.FullGateRecurrence | LstmVariant.NoOutputActivation);
            cells.Add(CellKind.Lstm, LstmVariant.NoOutputGate | LstmVariant.NoOutputActivation | LstmVariant.NoInputGate);
            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void The_debuggers_total_is_the_engines_gradient(CellKind cell, LstmVariant variant) =>
        Compare(new LanguageModelConfig { Cell = cell, Variant = variant, Layers = 2, Hidden = 6, Vocabulary = 5, Seed = 4 });

    [Fact]
    public void So_it_is_with_an_embedding_a_tied_head_and_an_own_cell()
    {
        Compare(new LanguageModelConfig { Cell = CellKind.Gru, Layers = 1, Hidden = 6, Vocabulary = 5, Embedding = 3, Seed = 4 });
        Compare(new LanguageModelConfig { Cell = CellKind.Lstm, Layers = 2, Hidden = 6, Vocabulary = 5, Embedding = 6, TieHead = true, Seed = 4 });
        Compare(new LanguageModelConfig
        {
            OwnCell = "z = sigmoid(W*x + U*h + b)\nm' = 0.5*m + abs(z) .* softplus(V*h)\nh' = tanh(m' / (1 + exp(-q)) - (R*(z .* h))) .* p",
            Layers = 2, Hidden = 6, Vocabulary = 5, Seed = 4,
        });
    }

    [Fact]
    public void What_each_operation_adds_sums_up_to_the_gradient()
    {
        using var backend = new ReferenceBackend();
        using var graph = Unroll(CellKind.Lstm, backend);
        foreach (var value in graph.Values.Where(value => value.Gradient is not null && value != graph.Loss))
            Close.Equal(value.Gradient!, graph.RunningSum(value, 0), 1e-12, $"{value.Name} at {value.Place}");

        // Of a recurrent matrix: one contribution a step, from the last step down.
        var matrix = graph.Weights.First(weight => weight.Name == "Uf");
        var uses = graph.Uses(matrix).ToList();
        Assert.Equal(Enumerable.Range(0, 7), uses.Select(use => use.Op.Place.Time));
        double[] late = graph.RunningSum(matrix, uses[4].Op.Index);
        Assert.Equal(late, uses[4..].Select(use => graph.Contribution(use.Op, use.Input)!).Reverse().Aggregate(new double[late.Length], (sum, part) => [.. sum.Zip(part, (a, b) => a + b)]).Select((v, n) => Math.Abs(v - late[n]) < 1e-15 ? late[n] : v));
    }

    [Theory]
    [InlineData(CellKind.Rnn)]
    [InlineData(CellKind.Gru)]
    [InlineData(CellKind.Lstm)]
    public void Outgoing_is_incoming_times_the_local_derivative(CellKind cell)
    {
        using var backend = new ReferenceBackend();
        using var graph = Unroll(cell, backend);
        int elementwise = 0;
        foreach (var op in graph.Ops.Where(op => graph.Values[op.Output].Gradient is not null))
        {
            double[] incoming = graph.Values[op.Output].Gradient!;
            for (int n = 0; n < op.Inputs.Count; n++)
            {
                if (graph.LocalDerivative(op, n) is not { } local)
                    continue;
                elementwise++;
                Close.Equal([.. incoming.Zip(local, (g, d) => g * d)], graph.Contribution(op, n)!, 1e-12, $"{op.Kind} in {op.Equation} at {op.Place}");
                double[] value = graph.Values[op.Output].Data;
                if (op.Kind == UnrolledOpKind.Tanh)
                    Close.Equal([.. value.Select(y => 1 - (y * y))], local, 1e-12, "tanh'");
                if (op.Kind == UnrolledOpKind.Sigmoid)
                    Close.Equal([.. value.Select(y => y * (1 - y))], local, 1e-12, "sigmoid'");
            }
        }

        Assert.True(elementwise > 30);
    }

    [Fact]
    public void Any_weight_agrees_with_finite_differences()
    {
        using var backend = new ReferenceBackend();
        using var graph = Unroll(CellKind.Gru, backend);
        double loss = graph.Loss.Data[0];
        foreach (var weight in graph.Weights)
        {
            int element = weight.Data.Length / 2;
            Assert.Equal(graph.FiniteDifference(weight, element), weight.Gradient?[element] ?? 0, tolerance: 1e-8);
        }

        // And leaves the network as it was.
        Assert.Equal(loss, graph.Update(0, null).LossBefore);
        Assert.Equal(loss, graph.Update(0, null).LossAfter, 14);
    }

    [Theory]
    [InlineData(SequencePattern.OneToOne, 1, 1, false)]
    [InlineData(SequencePattern.OneToMany, 1, 5, false)]
    [InlineData(SequencePattern.ManyToOne, 6, 1, false)]
    [InlineData(SequencePattern.ManyToMany, 4, 4, false)]
    [InlineData(SequencePattern.EncoderDecoder, 5, 3, false)]
    [InlineData(SequencePattern.ManyToOne, 4, 1, true)]
    [InlineData(SequencePattern.ManyToMany, 4, 4, true)]
    [InlineData(SequencePattern.EncoderDecoder, 3, 4, true)]
    public void Every_pattern_has_right_gradients(SequencePattern pattern, int reads, int answers, bool bidirectional)
    {
        using var backend = new ReferenceBackend();
        foreach (var cell in new[] { CellKind.Rnn, CellKind.Lstm })
        {
            var plan = Plan(cell) with { Pattern = pattern, Bidirectional = bidirectional, Layers = 2, Hidden = 3, Inputs = Text[..reads], Targets = Text[^answers..] };
            using var graph = new UnrolledGraph(plan, UnrolledWeights.Draw(plan, 3), backend);
            Assert.Equal(answers, graph.Ops.Count(op => op.Kind == UnrolledOpKind.CrossEntropy));
            foreach (var weight in graph.Weights)
            {
                for (int element = 0; element < weight.Data.Length; element += 4)
                    Assert.Equal(graph.FiniteDifference(weight, element), weight.Gradient?[element] ?? 0, tolerance: 1e-8);
            }
        }
    }

    [Fact]
    public void Scissors_stop_the_gradient_and_not_the_state()
    {
        using var backend = new ReferenceBackend();
        var plan = Plan(CellKind.Lstm);
        var weights = UnrolledWeights.Draw(plan, 3);
        using var whole = new UnrolledGraph(plan, weights, backend);
        using var cut = new UnrolledGraph(plan with { Cuts = new HashSet<int> { 4 } }, weights, backend);
        Assert.Equal(whole.Loss.Data, cut.Loss.Data);

        // The two halves by themselves, the second from the state that the first left, give the gradients of the cut network.
        var early = plan with { Inputs = plan.Inputs.Take(4).ToArray(), Targets = plan.Targets.Take(4).ToArray() };
        using var first = new UnrolledGraph(early, weights, backend);
        var late = plan with { Inputs = plan.Inputs.Skip(4).ToArray(), Targets = plan.Targets.Skip(4).ToArray(), InitialStates = [first.FindState(0, 3, "h").Data, first.FindState(0, 3, "c").Data] };
        using var second = new UnrolledGraph(late, weights, backend);
        for (int n = 0; n < cut.Weights.Count; n++)
        {
            double[] expected = [.. first.Weights[n].Gradient!.Zip(second.Weights[n].Gradient!, (a, b) => ((4 * a) + (3 * b)) / 7)];
            Close.Equal(expected, cut.Weights[n].Gradient!, 1e-12, cut.Weights[n].Name);
        }

        Assert.All(cut.Jacobians(0, 6).Take(4), jacobian => Assert.Equal(0, SingularValues.Largest(jacobian)));
        Assert.All(whole.Jacobians(0, 6), jacobian => Assert.True(SingularValues.Largest(jacobian) > 0));
    }

    [Theory]
    [InlineData(CellKind.Rnn)]
    [InlineData(CellKind.Gru)]
    [InlineData(CellKind.Lstm)]
    public void A_jacobian_is_what_nudging_the_state_does(CellKind cell)
    {
        using var backend = new ReferenceBackend();
        var plan = Plan(cell);
        var weights = UnrolledWeights.Draw(plan, 3);
        int states = plan.Cell.Program.StateNames.Count;
        using var graph = new UnrolledGraph(plan, weights, backend);
        double[,] jacobian = graph.Jacobian(0, 0, 6);
        double[][] zero = [.. Enumerable.Range(0, states).Select(_ => new double[plan.Hidden])];
        const double Distance = 1e-5;
        for (int column = 0; column < states * plan.Hidden; column++)
        {
            double[] up = Ends(Distance), down = Ends(-Distance);
            for (int row = 0; row < up.Length; row++)
                Assert.Equal((up[row] - down[row]) / (2 * Distance), jacobian[row, column], tolerance: 1e-8);

            double[] Ends(double nudge)
            {
                double[][] start = [.. zero.Select(state => (double[])state.Clone())];
                start[column / plan.Hidden][column % plan.Hidden] = nudge;
                using var nudged = new UnrolledGraph(plan with { InitialStates = start }, weights, backend);
                return [.. plan.Cell.Program.StateNames.SelectMany(state => nudged.FindState(0, 6, state).Data)];
            }
        }

        // The product over 0..6 is that over 3..6 times that over 0..2.
        double[,] late = graph.Jacobian(0, 3, 6), early = graph.Jacobian(0, 0, 2);
        for (int row = 0; row < late.GetLength(0); row++)
        {
            for (int column = 0; column < late.GetLength(0); column++)
                Assert.Equal(Enumerable.Range(0, late.GetLength(0)).Sum(n => late[row, n] * early[n, column]), jacobian[row, column], tolerance: 1e-12);
        }
    }

    [Fact]
    public void The_norms_show_vanishing_and_exploding()
    {
        using var backend = new ReferenceBackend();
        var plan = Plan(CellKind.Rnn) with { Pattern = SequencePattern.ManyToOne, Inputs = [.. Enumerable.Range(0, 30).Select(n => n % 5)], Targets = [2], Hidden = 8 };
        using var small = new UnrolledGraph(plan, UnrolledWeights.Draw(plan, 3, recurrentScale: 0.3), backend);
        using var large = new UnrolledGraph(plan, UnrolledWeights.Draw(plan, 3, recurrentScale: 2.5), backend);
        var norms = GradientFlow.Norms(small)[0].Norms;
        Assert.True(norms[0] < 1e-8 * norms[^1]);
        Assert.True(GradientFlow.Norms(large)[0].Norms[0] > 1e4 * norms[0]);
        var reach = GradientFlow.Reach(small, 0);
        Assert.True(reach.Zip(reach.Skip(1)).All(pair => pair.First < pair.Second));
        Assert.All(Enumerable.Range(0, 29), t => Assert.True(norms[t] <= (reach[t + 1] * norms[^1]) + 1e-15));
    }

    [Fact]
    public void A_step_down_the_gradient_lowers_the_loss_and_clipping_shortens_it()
    {
        using var backend = new ReferenceBackend();
        using var graph = Unroll(CellKind.Lstm, backend);
        var plain = graph.Update(0.1, null);
        Assert.True(plain.LossAfter < plain.LossBefore);
        Assert.Equal(1, plain.ClipFactor);
        var clipped = graph.Update(0.1, plain.GradientNorm / 4);
        Assert.Equal(0.25, clipped.ClipFactor, 12);
        Assert.InRange(clipped.LossAfter, plain.LossAfter, plain.LossBefore);
        var weight = graph.Weights.First(value => value.Name == "Ug");
        Close.Equal([.. weight.Data.Zip(weight.Gradient!, (w, g) => w - (0.1 * g / 4))], clipped.Weights[graph.KeyOf(weight)].Data, 1e-12, "Ug after");
    }

    [Fact]
    public void Operations_say_what_they_compute()
    {
        using var backend = new ReferenceBackend();
        using var graph = Unroll(CellKind.Gru, backend);
        string[] names = [.. graph.Ops.Where(op => op.Place is { Time: 2, Layer: 0 } && op.Equation == "n").Select(op => graph.Values[op.Output].Name)];
        Assert.Equal(["Wn*x", "Wn*x + bn", "Un*h", "Un*h + dn", "r .* (Un*h + dn)", "Wn*x + bn + r .* (Un*h + dn)", "n"], names);
        var last = graph.Ops.Last(op => op.Place is { Time: 2, Layer: 0 } && op.Equation == "h");
        Assert.Equal((UnrolledRole.State, "h"), (graph.Values[last.Output].Role, graph.Values[last.Output].Name));
    }

    [Theory]
    [InlineData(0, 4, "length of the sequence")]
    [InlineData(65, 65, "length of the sequence")]
    [InlineData(3, 2, "reads 3 and answers 3")]
    public void Plans_that_make_no_sense_are_refused_in_words(int reads, int answers, string words)
    {
        var plan = Plan(CellKind.Rnn) with { Inputs = new int[reads], Targets = new int[answers] };
        Assert.Contains(words, Assert.Throws<ArgumentException>(() => UnrolledWeights.Draw(plan, 1)).Message, StringComparison.Ordinal);
    }

    private static UnrolledPlan Plan(CellKind cell) => new() { Cell = CellEquations.Of(cell), Hidden = 4, Symbols = 5, Inputs = Text[..^1], Targets = Text[1..] };

    private static UnrolledGraph Unroll(CellKind cell, IComputeBackend backend)
    {
        var plan = Plan(cell);
        return new(plan, UnrolledWeights.Draw(plan, 3), backend);
    }

    private static void Compare(LanguageModelConfig config)
    {
        using var reference = new ReferenceBackend();
        using var cpu = new CpuBackend(1);
        using var model = new LanguageModel(config, reference);
        using var fast = model.CopyTo(cpu);
        var plan = new UnrolledPlan
        {
            Cell = CellEquations.Of(config), Layers = config.Layers, Hidden = config.Hidden, Symbols = config.Vocabulary, Embedding = config.Embedding, TiedHead = config.TieHead,
            Inputs = Text[..^1], Targets = Text[1..],
        };
        using var graph = new UnrolledGraph(plan, UnrolledWeights.From(model, plan), reference);
        var stepped = UnrolledWeights.ToModel(graph, model);
        foreach (var (engine, tolerance) in new[] { (model, 1e-10), (fast, 1e-5) })
        {
            Close.Equal(graph.Loss.Data[0], Train(engine), tolerance, $"loss on {engine.Backend.Name}");
            for (int n = 0; n < stepped.Count; n++)
                Close.Equal(stepped[n], engine.Parameters[n].Gradient, tolerance, $"{engine.Parameters[n].Name} on {engine.Backend.Name}");
        }
    }

    private static double Train(LanguageModel model)
    {
        using var tokens = model.Backend.AllocateIndices(new Shape(Text.Length - 1, 1));
        using var targets = model.Backend.AllocateIndices(new Shape(Text.Length - 1, 1));
        tokens.CopyFrom(Text[..^1]);
        targets.CopyFrom(Text[1..]);
        using var state = model.CreateState(1);
        model.ZeroGradients();
        return model.ForwardBackward(tokens, targets, state, 0);
    }
}
