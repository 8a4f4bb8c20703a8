using RnnLab.Compute;
using RnnLab.Nn.Unrolled;
using RnnLab.Web.Components.Unrolled;

namespace RnnLab.Web.Tests.Unrolled;

public sealed class UnrollNetworkTests
{
    internal static readonly UnrollEngine Engine = new(() => ComputeBackends.Create("reference-f64"), () => ComputeBackends.CreateDefault(1));

    public static TheoryData<string> Cells => [.. UnrollChoices.Cells.Select(cell => cell.Word)];

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task The_steppers_total_is_the_engines_gradient(string cell)
    {
        await using var network = UnrollNetwork.ByHand(new() { Cell = cell, Layers = 2, Text = "hello there" }, Engine);
        Assert.True(network.HasTwin);
        var comparison = await network.CompareAsync();
        Assert.InRange(comparison.Largest, 0, 1e-5);
        Assert.Equal(network.Graph.Loss.Data[0], comparison.Loss, 1e-5);
        Assert.Equal(network.Graph.Weights.Sum(weight => weight.Data.Length), comparison.Parameters.Sum(parameter => parameter.Count));
    }

    [Fact]
    public async Task Every_pattern_is_laid_out_and_every_operation_has_formulas()
    {
        foreach (var pattern in UnrollChoices.Patterns)
        {
            foreach (bool both in new[] { false, true })
            {
                await using var network = UnrollNetwork.ByHand(new() { Cell = "lstm", Pattern = pattern.Word, Layers = 2, Bidirectional = both, Text = "abca" }, Engine);
                UnrolledLayout layout = new(network.Graph);
                Assert.Equal(network.Graph.Ops.Count(op => op.Kind == UnrolledOpKind.CrossEntropy), layout.Nodes.Count(node => node.Row == layout.Rows - 1));
                Assert.All(layout.Edges, edge => Assert.NotEqual(edge.From, edge.To));
                OperationFormula formula = new(network.Graph, network.Names);
                Assert.All(network.Graph.Ops, op => Assert.DoesNotContain("*", formula.Symbols(op) + formula.Numbers(op, 0) + OperationFormula.Back(op), StringComparison.Ordinal));
                Assert.All(network.Graph.Ops, op => Assert.Equal(Count(formula.Numbers(op, 1), '{'), Count(formula.Numbers(op, 1), '}')));
            }
        }

        static int Count(string text, char sign) => text.Count(c => c == sign);
    }

    [Fact]
    public async Task Positions_go_forward_and_then_back()
    {
        await using var network = UnrollNetwork.ByHand(new(), Engine);
        var clock = network.Clock;
        Assert.Equal((StepPhase.Start, null), clock.At(0));
        Assert.Equal((StepPhase.Forward, network.Graph.Ops[0]), clock.At(1));
        Assert.Equal((StepPhase.Forward, network.Graph.Ops[^1]), clock.At(clock.Count));
        Assert.Equal((StepPhase.Backward, network.Graph.Ops[^1]), clock.At(clock.Count + 1));
        Assert.Equal((StepPhase.Backward, network.Graph.Ops[0]), clock.At(clock.Last));
        foreach (var op in network.Graph.Ops)
        {
            Assert.True(clock.IsComputed(op.Index, clock.Of(op.Index, false)));
            Assert.False(clock.IsComputed(op.Index, clock.Of(op.Index, false) - 1));
            Assert.True(clock.IsPassed(op.Index, clock.Of(op.Index, true)));
            Assert.False(clock.IsPassed(op.Index, clock.Of(op.Index, true) - 1));
        }

        // A breakpoint at t = 2 stops at its cell and at its answer, on the way forward and on the way back.
        int[] stops = [.. Enumerable.Range(1, clock.Last).Where(position => clock.Stops(position, [2]))];
        Assert.Equal([(StepPhase.Forward, 0), (StepPhase.Forward, 1), (StepPhase.Backward, 1), (StepPhase.Backward, 0)], stops.Select(position => (clock.At(position).Phase, clock.At(position).Op!.Place.Layer)));
        Assert.All(stops, position => Assert.Equal(2, clock.At(position).Op!.Place.Time));
    }

    [Fact]
    public async Task The_running_sum_of_the_shared_matrix_grows_from_the_last_step_down()
    {
        await using var network = UnrollNetwork.ByHand(new(), Engine);
        var recurrent = network.Graph.Weights.First(weight => weight.Name == "U");
        int arrived = 0;
        for (int position = network.Clock.Count; position <= network.Clock.Last; position++)
        {
            int at = position;
            var view = await network.UseAsync(graph => OperationView.At(network, graph, at, recurrent.Id));
            int now = view.Shared!.Parts.Count(part => part.Arrived);
            Assert.InRange(now - arrived, 0, 1);
            arrived = now;
            double[] sum = new double[recurrent.Data.Length];
            foreach (var (_, part, there) in view.Shared.Parts)
            {
                for (int n = 0; there && n < sum.Length; n++)
                    sum[n] += part[n];
            }

            Assert.All(sum.Zip(view.Shared.Total), pair => Assert.Equal(pair.First, pair.Second, 1e-14));
        }

        Assert.Equal(4, arrived);
        var story = await network.UseAsync(graph => ValueStory.Of(network, graph, recurrent.Id, 5, network.Clock.Last));
        Assert.Equal(recurrent.Gradient![5], story.Sum!.Value, 1e-14);
        Assert.Equal((1, 1), (story.Row, story.Column));
    }

    [Theory]
    [InlineData("", "many-to-many", "two characters")]
    [InlineData("a", "many-to-one", "two characters")]
    [InlineData("this text is far too long for a person", "many-to-many", "Shorten it")]
    [InlineData("aaaa", "many-to-many", null)]
    [InlineData("a", "encoder-decoder", null)]
    public void Texts_that_do_not_do_are_refused_in_words(string text, string pattern, string? words)
    {
        string? problem = UnrollSetup.Problem(new() { Text = text, Pattern = pattern });
        if (words is null)
            Assert.Null(problem);
        else
            Assert.Contains(words, problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_comparison_of_cells_says_what_is_seen()
    {
        UnrollView view = new() { Scale = 0.2, FlowTime = 24 };
        await using var network = UnrollNetwork.ByHand(view, Engine);
        var curves = FlowProbe.Compare(network, view, Engine, TestContext.Current.CancellationToken);
        Assert.Equal(["The network above", "RNN (tanh)", "GRU", "LSTM"], curves.Select(curve => curve.Name));
        Assert.Contains("vanishes", curves[1].Sentence, StringComparison.Ordinal);
        Assert.All(curves.Skip(1), curve => Assert.Equal(24, curve.Reach!.Count));
        Assert.Contains("explodes", FlowCurve.Say([5000, 70, 1]), StringComparison.Ordinal);
        Assert.Contains("reaches back", FlowCurve.Say([0.4, 0.7, 1]), StringComparison.Ordinal);
        Assert.Contains("ends at t = 2", FlowCurve.Say([0, 0, 1, 2]), StringComparison.Ordinal);
        Assert.Contains("No gradient", FlowCurve.Say([0, 0]), StringComparison.Ordinal);
    }
}
