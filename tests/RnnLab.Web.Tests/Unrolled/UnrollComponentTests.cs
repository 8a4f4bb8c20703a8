using Bunit;
using RnnLab.Data.Corpora;
using RnnLab.Nn.Unrolled;
using RnnLab.Training.Runs;
using RnnLab.Web.Components.Unrolled;
using RnnLab.Web.Interop;

namespace RnnLab.Web.Tests.Unrolled;

public sealed class UnrollComponentTests : BunitContext
{
    public UnrollComponentTests() => JSInterop.Mode = JSRuntimeMode.Loose;

    [Fact]
    public void A_short_vector_shows_its_numbers_and_a_long_one_a_window()
    {
        int picked = -1;
        var strip = Render<ValueStrip>(p => p.Add(s => s.Values, [0.25, -1.5]).Add(s => s.Label, "h").Add(s => s.Picked, (int unit) => { picked = unit; }));
        Assert.Equal(["0.250", "-1.50"], strip.FindAll("button").Select(b => b.TextContent));
        strip.FindAll("button")[1].Click();
        Assert.Equal(1, picked);
        var wide = Render<ValueStrip>(p => p.Add(s => s.Values, new double[100]).Add(s => s.Label, "h").Add(s => s.Unit, 50));
        Assert.Equal(32, wide.FindAll("button").Count);
        Assert.Contains("unit 50", wide.Find(".strip-on").GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Contains("none", Render<ValueStrip>(p => p.Add(s => s.Values, null).Add(s => s.Label, "h")).Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("4.5")]
    [InlineData("33")]
    [InlineData("")]
    public void A_number_that_does_not_do_is_said_and_changes_nothing(string typed)
    {
        double? told = null;
        var field = Render<NumberField>(p => p.Add(f => f.Label, "Hidden units").Add(f => f.Value, 4).Add(f => f.Low, 1).Add(f => f.High, 32).Add(f => f.Whole, true).Add(f => f.ValueChanged, (double? n) => { told = n; }));
        field.Find("input").Change(typed);
        Assert.Null(told);
        Assert.Contains("whole number from 1 to 32", field.Find(".setting-problem").TextContent, StringComparison.Ordinal);
        field.Find("input").Change("16");
        Assert.Equal(16, told);
        Assert.Empty(field.FindAll(".setting-problem"));
    }

    [Fact]
    public async Task The_buttons_step_and_end_where_the_operations_end()
    {
        await using var network = UnrollNetwork.ByHand(new(), UnrollNetworkTests.Engine);
        int moved = -1;
        var transport = Render<Transport>(p => p.Add(t => t.Clock, network.Clock).Add(t => t.Position, 7).Add(t => t.Moved, (int position) => { moved = position; }));
        transport.FindAll("button").First(b => b.TextContent.Trim() == "Step").Click();
        Assert.Equal(8, moved);
        transport.FindAll("button").First(b => b.TextContent.Trim() == "Step back").Click();
        Assert.Equal(6, moved);
        transport.Find("[aria-label='To the end']").Click();
        Assert.Equal(network.Clock.Last, moved);
        transport.Render(p => p.Add(t => t.Position, network.Clock.Last));
        Assert.True(transport.FindAll("button").First(b => b.TextContent.Trim() == "Step").HasAttribute("disabled"));
    }

    [Fact]
    public async Task An_operation_shows_what_it_read_and_on_the_way_back_what_it_received()
    {
        await using var network = UnrollNetwork.ByHand(new(), UnrollNetworkTests.Engine);
        var tanh = network.Graph.Ops.First(op => op.Kind == UnrolledOpKind.Tanh);
        var forward = OperationView.At(network, network.Graph, network.Clock.Of(tanh.Index, false), null);
        var card = Render<OperationCard>(p => p.Add(c => c.Network, network).Add(c => c.Shown, forward));
        Assert.Contains("Reads", card.Markup, StringComparison.Ordinal);
        (int Value, int Element) picked = default;
        card.Render(p => p.Add(c => c.Picked, ((int Value, int Element) number) => { picked = number; }));
        var numbers = card.FindComponents<Formula>()[1];
        Assert.Contains($@"\htmlData{{number={tanh.Output}-2}}", numbers.Instance.Tex, StringComparison.Ordinal);
        await card.InvokeAsync(() => numbers.Instance.OnNumber($"{tanh.Output}-2"));
        Assert.Equal((tanh.Output, 2), picked);
        await card.InvokeAsync(() => numbers.Instance.OnNumber("9999999-2"));
        Assert.Equal((tanh.Output, 2), picked);
        Assert.Contains(@"\tanh", card.Find("[data-tex]").GetAttribute("data-tex"), StringComparison.Ordinal);
        var back = OperationView.At(network, network.Graph, network.Clock.Of(tanh.Index, true), null);
        card.Render(p => p.Add(c => c.Shown, back));
        Assert.Contains("local derivative", card.Markup, StringComparison.Ordinal);
        Assert.Contains("sum so far", card.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_node_and_edge_can_be_reached_and_says_its_shape_its_value_and_its_weights()
    {
        await using var network = UnrollNetwork.ByHand(new() { Cell = "gru", Cuts = "2" }, UnrollNetworkTests.Engine);
        UnrolledLayout layout = new(network.Graph);
        UnrolledNode? node = null;
        UnrolledEdge? edge = null;
        var shared = network.Graph.Weights.First(weight => weight.Name == "Uz");
        var figure = Render<NetworkFigure>(p => p.Add(f => f.Network, network).Add(f => f.Layout, layout).Add(f => f.View, new() { Cuts = "2" }).Add(f => f.Position, network.Clock.Last).Add(f => f.SharedWeight, shared)
            .Add(f => f.NodeChosen, (UnrolledNode one) => { node = one; }).Add(f => f.EdgeChosen, (UnrolledEdge one) => { edge = one; }));
        var items = figure.FindAll("svg [data-figure-item]");
        Assert.Equal(layout.Nodes.Count + layout.Edges.Count, items.Count);
        Assert.All(items, item => Assert.Equal(("button", "-1"), (item.GetAttribute("role"), item.GetAttribute("tabindex"))));
        Assert.All(figure.FindAll("svg .node"), item => Assert.Contains("shape [", item.GetAttribute("aria-label"), StringComparison.Ordinal));
        var carry = figure.FindAll("svg .edge").First(item => item.GetAttribute("aria-label")!.StartsWith("h at t = 0 to h at t = 1", StringComparison.Ordinal));
        Assert.Contains("Ur [4, 4], Uz [4, 4], Un [4, 4]. The same matrices at every step.", carry.GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Contains("edge-shared", carry.ClassName, StringComparison.Ordinal);
        carry.Click();
        Assert.Contains(shared, edge!.Matrices);
        figure.FindAll("svg .node")[0].Click();
        Assert.NotNull(node);

        // The gradient ends at the scissors, the state goes through.
        var cut = Assert.Single(figure.FindAll("svg .edge-cut"));
        Assert.NotNull(cut.QuerySelector(".edge-line[marker-end]"));
        Assert.NotNull(cut.QuerySelector(".edge-back:not([marker-end])"));
        Assert.Equal(2, figure.FindAll("svg .cut-window").Count);
    }

    [Fact]
    public async Task Random_cuts_say_what_they_do_and_scissors_take_over()
    {
        UnrollView view = new() { Text = "hello there", Cuts = "random-2" };
        await using var network = UnrollNetwork.ByHand(view, UnrollNetworkTests.Engine);
        string? told = null;
        var figure = Render<NetworkFigure>(p => p.Add(f => f.Network, network).Add(f => f.Layout, new UnrolledLayout(network.Graph)).Add(f => f.View, view).Add(f => f.CutsChanged, (string cuts) => { told = cuts; }));
        Assert.Contains("multiplied by 1.33", figure.Find(".cut-words").TextContent, StringComparison.Ordinal);
        Assert.Contains(figure.FindAll("svg text"), text => text.TextContent == "×1.33");
        figure.FindAll("button").First(button => button.TextContent.Trim() == "Draw again").Click();
        Assert.Equal("random-3", told);
        int first = network.Graph.Plan.CarryFactors.First(factor => factor.Value > 0).Key;
        var cut = network.Graph.Plan.CarryFactors.Where(factor => factor.Value == 0).Select(factor => factor.Key);
        figure.Find($"[aria-label='Scissors between t = {first - 1} and t = {first}']").Click();
        Assert.Equal(string.Join(',', cut.Append(first).Order()), told);
        figure.Find("select").Change("4");
        Assert.Equal("4,8", told);
    }

    [Fact]
    public async Task The_update_shows_a_whole_matrix_before_and_after_and_a_click_checks_its_element()
    {
        var module = JSInterop.SetupModule("/Components/Unrolled/WeightMaps.razor.js");
        module.Mode = JSRuntimeMode.Loose;
        UnrollView view = new() { Cell = "lstm", Clip = 0.01 }, told = view;
        await using var network = UnrollNetwork.ByHand(view, UnrollNetworkTests.Engine);
        int index = network.Graph.Weights.ToList().FindIndex(weight => weight.Name == "Uf");
        var card = Render<UpdateCard>(p => p.Add(c => c.Network, network).Add(c => c.View, view with { Weight = index, WeightElement = 5 }).Add(c => c.Changed, (UnrollView one) => { told = one; }));
        card.WaitForState(() => card.FindComponent<WeightMaps>().Instance.Maps.Count == 3, TimeSpan.FromSeconds(30));
        var maps = card.FindComponent<WeightMaps>().Instance;
        var weight = network.Graph.Weights[index];
        var update = await network.UseAsync(graph => graph.Update(view.Rate, view.Clip));
        Assert.Equal(["before", "after", "difference"], maps.Maps.Select(map => map.Label));
        Assert.Equal(weight.Data, maps.Maps[0].Values);
        Assert.Equal(update.Weights[network.Graph.KeyOf(weight)].Data, maps.Maps[1].Values);
        Assert.Equal(-0.1 * update.ClipFactor * weight.Gradient![5], maps.Maps[2].Values![5], 1e-15);
        Assert.Equal(0.01, double.Parse(card.Find(".norm-after").TextContent, System.Globalization.CultureInfo.InvariantCulture), 1e-9);
        card.WaitForState(() => module.Invocations["update"].Count > 0, TimeSpan.FromSeconds(30));
        await card.InvokeAsync(() => maps.OnElement(2, 3));
        Assert.Equal((index, 11), (told.Weight, told.WeightElement));
    }

    [Fact]
    public async Task An_own_cell_begins_as_the_cell_that_was_there_and_says_what_is_wrong_with_it()
    {
        string folder = Directory.CreateTempSubdirectory("rnnlab-unroll-").FullName;
        await using RunRegistry registry = new(new() { DataDirectory = folder }, new CorpusLibrary(Path.Combine(folder, "corpora")), TimeProvider.System);
        Services.Add(new(typeof(RunRegistry), registry));
        UnrollView told = new() { Cell = "mgu" };
        var card = Render<UnrollSetupCard>(p => p.Add(c => c.View, told).Add(c => c.Changed, (UnrollView one) => { told = one; }));
        card.Find("select[aria-label=Cell]").Change("own");
        Assert.Contains("f = sigmoid(", told.OwnCell, StringComparison.Ordinal);
        card.Render(p => p.Add(c => c.View, told));
        Assert.Contains("Reads x and the states h; learns Wf", card.Find("#setting-unroll-cell-line").TextContent, StringComparison.Ordinal);
        card.Find("#setting-unroll-cell").Change("h' = tahn(W*x)");
        card.Render(p => p.Add(c => c.View, told).Add(c => c.CellProblem, UnrollSetup.CellProblem(told)));
        Assert.Contains("Line 1, column 6", card.Find(".setting-problem").TextContent, StringComparison.Ordinal);
        card.Find("select[aria-label=Cell]").Change("gru");
        Assert.Equal(("gru", null), (told.Cell, told.OwnCell));
        Directory.Delete(folder, recursive: true);
    }
}
