using RnnLab.Compute;
using RnnLab.Compute.Cpu;
using RnnLab.Compute.Reference;
using RnnLab.Nn.Tests.Support;
using RnnLab.Nn.Tests.Unrolled;
using RnnLab.Nn.Unrolled;

namespace RnnLab.Nn.Tests;

/// <summary>The gradient flow of a model against that of the same network unrolled operation by operation.</summary>
public sealed class StateFlowTests
{
    private static readonly int[] Text = [1, 3, 0, 2, 2, 4, 1, 0];

    public static TheoryData<CellKind, LstmVariant> Cells => UnrolledGraphTests.Cells;

    [Theory]
    [MemberData(nameof(Cells))]
    public void Every_cells_norms_are_those_of_the_unrolled_graph(CellKind cell, LstmVariant variant) =>
        Compare(new LanguageModelConfig { Cell = cell, Variant = variant, Layers = 2, Hidden = 6, Vocabulary = 5, Seed = 4 });

    [Fact]
    public void So_are_those_of_an_own_cell_and_of_an_embedding()
    {
        Compare(new LanguageModelConfig { Cell = CellKind.Lstm, Layers = 2, Hidden = 6, Vocabulary = 5, Embedding = 6, TieHead = true, Seed = 4 });
        Compare(new LanguageModelConfig { OwnCell = "z = sigmoid(W*x + U*h + b)\nm' = 0.5*m + z .* h\nh' = tanh(m' + R*h)", Layers = 2, Hidden = 6, Vocabulary = 5, Seed = 4 });
    }

    [Fact]
    public void A_normalised_residual_network_with_zoneout_adds_the_gradients_that_training_would()
    {
        // What the unrolled graph does not know: here the flow's own backward pass must be that of the engine.
        var config = new LanguageModelConfig { Cell = CellKind.Lstm, Layers = 2, Hidden = 6, Vocabulary = 5, Embedding = 6, Residual = true, LayerNormalized = true, Seed = 4 };
        using var backend = new ReferenceBackend();
        using var model = new LanguageModel(config, backend);
        var flow = StateFlow.Compute(model, Text);
        double[][] gradients = [.. model.Parameters.Select(Gradient)];
        model.ZeroGradients();
        using var tokens = backend.AllocateIndices(new Shape(Text.Length - 1, 1));
        using var targets = backend.AllocateIndices(new Shape(Text.Length - 1, 1));
        tokens.CopyFrom(Text[..^1]);
        targets.CopyFrom(Text[1..]);
        using var state = model.CreateState(1);
        Assert.Equal(model.ForwardBackward(tokens, targets, state, 0), flow.Loss, 1e-10);
        for (int n = 0; n < gradients.Length; n++)
            Close.Equal(gradients[n], Gradient(model.Parameters[n]), 1e-10, model.Parameters[n].Name);
        Assert.Equal(["h", "c", "h", "c"], flow.States.Select(curve => curve.State));
        Assert.All(flow.States, curve => Assert.Equal(Text.Length - 1, curve.Norms.Count));

        // With zoneout, what is carried on of c is another number than what h is made of: nothing reads the last.
        using var zoned = new LanguageModel(config with { ZoneoutHidden = 0.1, ZoneoutCell = 0.2 }, backend);
        Assert.All(StateFlow.Compute(zoned, Text).States, curve => Assert.All(curve.Norms.SkipLast(curve.State == "c" ? 1 : 0), norm => Assert.True(norm > 0)));
        Assert.Throws<ArgumentException>(() => StateFlow.Compute(zoned, [1]));
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
        var expected = GradientFlow.Norms(graph);
        foreach (var (engine, tolerance) in new[] { (model, 1e-10), (fast, 1e-5) })
        {
            var flow = StateFlow.Compute(engine, Text);
            Assert.Equal(graph.Loss.Data[0], flow.Loss, tolerance);
            foreach (var curve in flow.States)
                Close.Equal([.. expected.Single(one => one.Layer == curve.Layer && one.State == curve.State).Norms], [.. curve.Norms], tolerance, $"|dL/d{curve.State}| of layer {curve.Layer} on {engine.Backend.Name}");
        }
    }

    private static double[] Gradient(Parameter parameter)
    {
        double[] values = new double[parameter.Gradient.Shape.Count];
        parameter.Gradient.CopyTo(values);
        return values;
    }
}
