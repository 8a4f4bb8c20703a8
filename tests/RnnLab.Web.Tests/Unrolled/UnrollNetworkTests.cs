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
        Assert.Equal((0, 4, 8), (curves[0].Norms[0].Layer, curves[0].Products[0].Matrix.GetLength(0), curves[3].Products[0].Matrix.GetLength(0)));
        Assert.Equal([0, 4, 9, 13, 18, 23], curves[1].Products.Select(product => product.Time));
        Assert.All(curves[1].Products, product => Assert.Equal(SingularValues.Largest(product.Matrix), curves[1].Reach![product.Time], 1e-15));
    }

    [Fact]
    public async Task A_person_chooses_which_cells_and_variants_are_compared()
    {
        UnrollView view = UnrollView.FromQuery("?v=1&cells=lstm-peephole,rnn,nonsense&flowt=6");
        Assert.Equal(["rnn", "lstm-peephole"], FlowProbe.Cells(view).Select(cell => cell.Word));
        Assert.Equal("v=1&flowt=6&cells=rnn%2Clstm-peephole", view.ToQuery());
        view = view with { Compared = FlowProbe.Toggle(view, UnrollChoices.Cell("gru"), true) };
        view = view with { Compared = FlowProbe.Toggle(view, UnrollChoices.Cell("rnn"), false) };
        await using var network = UnrollNetwork.ByHand(view, Engine);
        var curves = FlowProbe.Compare(network, view, Engine, TestContext.Current.CancellationToken);
        Assert.Equal(["The network above", "GRU", "LSTM, peephole"], curves.Select(curve => curve.Name));

        // A peephole LSTM is another network than the plain one.
        var plain = FlowProbe.Compare(network, view with { Compared = "lstm" }, Engine, TestContext.Current.CancellationToken);
        Assert.NotEqual(plain[1].Norms[0].Norms[0], curves[2].Norms[0].Norms[0]);
        view = view with { Compared = FlowProbe.Toggle(view with { Compared = "gru" }, UnrollChoices.Cell("gru"), false) };
        Assert.Equal("none", view.Compared);
        Assert.Single(FlowProbe.Compare(network, view, Engine, TestContext.Current.CancellationToken));

        // All charts have one axis.
        var decades = FlowProbe.Decades(curves);
        Assert.All(curves.SelectMany(curve => curve.Norms).SelectMany(norms => norms.Norms).Where(norm => norm > 0), norm => Assert.InRange(Math.Log10(norm), decades[0], decades[1]));
        Assert.Equal(6, FlowProbe.Words(string.Join(',', UnrollChoices.Cells.Select(cell => cell.Word))).Count());
    }

    [Theory]
    [InlineData("z = sigmoid(Wz*x + Uz*h + bz)\nr = sigmoid(Wr*x + Ur*h + br)\nn = tanh(Wn*x + r .* (Un*h + cn) + bn)\nh' = (1-z)*n + z*h")]
    [InlineData("k = exp(-softplus(W*x + b))\nm' = k .* m + (1 - k) .* tanh(V*x + U*h)\nh' = m'")]
    public async Task An_own_cell_is_unrolled_and_agrees_with_the_engine(string equations)
    {
        UnrollView view = new() { OwnCell = equations, Layers = 2, Text = "hello there" };
        Assert.Null(UnrollSetup.CellProblem(view));
        Assert.Equal(view, UnrollView.FromQuery("?" + view.ToQuery()));
        await using var network = UnrollNetwork.ByHand(view, Engine);
        Assert.InRange((await network.CompareAsync()).Largest, 0, 1e-5);
        Assert.Contains("Your own cell", network.Title, StringComparison.Ordinal);
        UnrolledLayout layout = new(network.Graph);
        Assert.Contains(layout.Edges, edge => edge.Recurrent && edge.Matrices.Any(matrix => matrix.Name.StartsWith('U')));
        OperationFormula formula = new(network.Graph, network.Names);
        Assert.All(network.Graph.Ops, op => Assert.DoesNotContain("*", formula.Symbols(op) + formula.Numbers(op, 0) + OperationFormula.Back(op), StringComparison.Ordinal));
        var weight = network.Graph.Weights.First(one => one.Gradient!.Any(g => Math.Abs(g) > 1e-4));
        int element = Array.FindIndex(weight.Gradient!, g => Math.Abs(g) > 1e-4);
        Assert.Equal(weight.Gradient![element], await network.UseAsync(graph => graph.FiniteDifference(weight, element)), 1e-8);
    }

    [Theory]
    [InlineData("h' = tahn(W*x)", "Line 1, column 6")]
    [InlineData("h' = tanh(W*x", "Line 1")]
    [InlineData("z = tanh(W*x)", "h'")]
    public void Equations_that_do_not_do_are_refused_with_their_place(string equations, string words) =>
        Assert.Contains(words, UnrollSetup.CellProblem(new() { OwnCell = equations }), StringComparison.Ordinal);

    [Fact]
    public void Equations_are_bounded()
    {
        string line = "h' = tanh(W*x + U*h" + string.Concat(Enumerable.Repeat(" + U*h", 150)) + ")";
        UnrollView large = new() { OwnCell = line, Layers = 3, Bidirectional = true, Text = new string('a', 30) + "b" };
        Assert.Contains("are the most that can be followed", UnrollSetup.CellProblem(large), StringComparison.Ordinal);
        Assert.Null(UnrollSetup.CellProblem(large with { Layers = 1, Text = "ab" }));
        Assert.Null(UnrollView.FromQuery("?owncell=" + new string('a', 2001)).OwnCell);

        // Every cell on offer can be taken as a beginning, at its largest.
        Assert.All(UnrollChoices.Cells, cell => Assert.Null(UnrollSetup.CellProblem(large with { OwnCell = UnrollSetup.Equations(new() { Cell = cell.Word }).Program.Text })));
    }

    [Theory]
    [InlineData("rnn", "random-3")]
    [InlineData("gru", "random")]
    [InlineData("lstm-fgr", "random-1")]
    [InlineData("lstm", "2,5")]
    [InlineData("gru", "1,2,3,4,5,6,7,8,9")]
    public async Task Truncated_it_is_still_what_training_computes(string cell, string cuts)
    {
        await using var whole = UnrollNetwork.ByHand(new() { Cell = cell, Layers = 2, Text = "hello there" }, Engine);
        await using var network = UnrollNetwork.ByHand(new() { Cell = cell, Layers = 2, Text = "hello there", Cuts = cuts }, Engine);
        Assert.True(network.Graph.Plan.Truncates);
        Assert.Equal(whole.Graph.Loss.Data, network.Graph.Loss.Data);
        Assert.True(EngineComparison.Difference(whole.Graph.Weights[1].Gradient!, network.Graph.Weights[1].Gradient!) > 1e-4);
        var comparison = await network.CompareAsync();
        Assert.InRange(comparison.Largest, 0, 1e-5);
        Assert.Equal(network.Graph.Loss.Data[0], comparison.Loss, 1e-5);
    }

    [Fact]
    public void Cuts_are_read_and_written()
    {
        Assert.Equal(["", "2,4", "random", "random-12", ""], new[] { "", "4,2,2,0", "random", "random-12", "random--3" }.Select(Truncation.Read));
        Assert.Equal(("random", "random-2", 2, null), (Truncation.OfDraw(0), Truncation.OfDraw(2), Truncation.Draw("random-2"), Truncation.Draw("2,4")));
        Assert.Equal(["none", "2", "random", ""], new[] { "", "2,4,6", "random-4", "3" }.Select(cuts => Truncation.WordOf(cuts, 8)));
        var factors = Truncation.Factors("random-5", 9, 1);
        Assert.Equal(Nn.RandomTruncation.Factors(1, 5, 9, Truncation.MeanLength), factors);
        Assert.All(factors.Values, factor => Assert.True(factor == 0 || factor == Truncation.Enlarged));
        Assert.Equal(4 / 3.0, Truncation.Enlarged, 15);
    }

    [Fact]
    public void Maps_of_large_matrices_are_the_part_about_an_element()
    {
        double[] values = [.. Enumerable.Range(0, 100 * 60).Select(n => (double)n)];
        var frame = WeightMapsFrame.Of(100, 60, [new("before", values), new("later", null, 1)], (90 * 60) + 2, 48);
        Assert.Equal((52, 0), (frame.FirstRow, frame.FirstColumn));
        float[] sent = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(frame.Bytes).ToArray();
        Assert.Equal(3 + (2 * ((48 * 48) + 2)), sent.Length);
        Assert.Equal([48, 48, 2, 1, 0, 52 * 60], sent[..6]);
        Assert.Equal([0, 1, 0], sent[(5 + (48 * 48))..][..3]);
    }
}
