using RnnLab.Compute;
using RnnLab.Compute.Reference;
using RnnLab.Nn.Tests.Support;
using RnnLab.Nn.Unrolled;

namespace RnnLab.Nn.Tests.Unrolled;

/// <summary>Truncation in the debugger is that of training.</summary>
public sealed class UnrolledTruncationTests
{
    private const int Mean = 3;
    private static readonly int[] Text = [1, 3, 0, 2, 2, 4, 1, 0, 3];

    [Theory]
    [InlineData(CellKind.Rnn)]
    [InlineData(CellKind.Gru)]
    [InlineData(CellKind.Lstm)]
    public void Cut_at_random_it_is_what_training_cuts(CellKind cell)
    {
        var config = new LanguageModelConfig { Cell = cell, Layers = 2, Hidden = 5, Vocabulary = 5, Seed = 11 };
        using var reference = new ReferenceBackend();
        using var model = new LanguageModel(config, reference);
        var plain = new UnrolledPlan { Cell = CellEquations.Of(config), Layers = 2, Hidden = 5, Symbols = 5, Inputs = Text[..^1], Targets = Text[1..] };
        int time = plain.Time, cuts = 0, enlarged = 0;
        for (ulong step = 0; step < 4; step++)
        {
            var plan = plain with { CarryFactors = RandomTruncation.Factors(config.Seed, step, time, Mean) };
            cuts += plan.CarryFactors.Values.Count(factor => factor == 0);
            enlarged += plan.CarryFactors.Values.Count(factor => factor > 1);
            using var graph = new UnrolledGraph(plan, UnrolledWeights.From(model, plan), reference);
            using var tokens = reference.AllocateIndices(new Shape(time, 1));
            using var targets = reference.AllocateIndices(new Shape(time, 1));
            tokens.CopyFrom(Text[..^1]);
            targets.CopyFrom(Text[1..]);
            using var state = model.CreateState(1);
            model.ZeroGradients();
            model.ForwardBackward(tokens, targets, state, step, 1, new SequenceMode(Mean));
            var stepped = UnrolledWeights.ToModel(graph, model);
            for (int n = 0; n < stepped.Count; n++)
                Close.Equal(stepped[n], model.Parameters[n].Gradient, 1e-10, $"{model.Parameters[n].Name} at step {step}");
        }

        Assert.True(cuts > 0 && enlarged > 0);
    }

    [Fact]
    public void Over_all_ways_to_cut_the_mean_is_the_whole_gradient()
    {
        using var backend = new ReferenceBackend();
        var plan = new UnrolledPlan { Cell = CellEquations.Of(CellKind.Lstm), Hidden = 4, Symbols = 5, Inputs = Text[..5], Targets = Text[1..6] };
        var weights = UnrolledWeights.Draw(plan, 3);
        using var whole = new UnrolledGraph(plan, weights, backend);
        double c = RandomTruncation.CutProbability(Mean);
        double[][] mean = [.. whole.Weights.Select(weight => new double[weight.Data.Length])], onlyCut = [.. mean.Select(zeros => (double[])zeros.Clone())];
        for (int pattern = 0; pattern < 16; pattern++)
        {
            var cut = Enumerable.Range(1, 4).Where(t => ((pattern >> (t - 1)) & 1) == 1).ToHashSet();
            double probability = Math.Pow(c, cut.Count) * Math.Pow(1 - c, 4 - cut.Count);
            Add(mean, plan with { CarryFactors = Enumerable.Range(1, 4).ToDictionary(t => t, t => cut.Contains(t) ? 0 : 1 / (1 - c)) }, probability);
            Add(onlyCut, plan with { Cuts = cut }, probability);
        }

        for (int n = 0; n < mean.Length; n++)
            Close.Equal(whole.Weights[n].Gradient!, mean[n], 1e-12, whole.Weights[n].Name);

        // Without enlarging what passes, the mean falls short.
        int recurrent = Enumerable.Range(0, mean.Length).First(n => whole.Weights[n].Name == "Uf");
        Assert.True(onlyCut[recurrent].Zip(mean[recurrent], (a, b) => Math.Abs(a - b)).Max() > 1e-6);

        void Add(double[][] sums, UnrolledPlan one, double probability)
        {
            using var graph = new UnrolledGraph(one, weights, backend);
            for (int n = 0; n < sums.Length; n++)
            {
                for (int element = 0; element < sums[n].Length; element++)
                    sums[n][element] += probability * graph.Weights[n].Gradient![element];
            }
        }
    }

    [Fact]
    public void A_carry_says_what_it_multiplies_with()
    {
        using var backend = new ReferenceBackend();
        var plan = new UnrolledPlan { Cell = CellEquations.Of(CellKind.Rnn), Symbols = 5, Inputs = Text[..4], Targets = Text[1..5], CarryFactors = new Dictionary<int, double> { [2] = 1.5 }, Cuts = new HashSet<int> { 3 } };
        Assert.True(plan.Truncates);
        Assert.False((plan with { CarryFactors = new Dictionary<int, double> { [0] = 0, [2] = 1, [9] = 0 }, Cuts = new HashSet<int> { 4 } }).Truncates);
        using var graph = new UnrolledGraph(plan, UnrolledWeights.Draw(plan, 1), backend);
        Assert.Equal([1, 1, 1.5, 0], graph.Ops.Where(op => op.Kind == UnrolledOpKind.Carry).Select(op => op.CarryFactor));
        var op = graph.Ops.First(op => op.CarryFactor == 1.5);
        Close.Equal([.. graph.Values[op.Output].Gradient!.Select(g => 1.5 * g)], graph.Contribution(op, 0)!, 1e-14, "what passes");
        Assert.Contains("multiplied", Assert.Throws<ArgumentException>(() => UnrolledWeights.Draw(plan with { CarryFactors = new Dictionary<int, double> { [2] = -1 } }, 1)).Message, StringComparison.Ordinal);
    }
}
