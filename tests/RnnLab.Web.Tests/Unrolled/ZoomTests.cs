using Bunit;
using RnnLab.Nn.Unrolled;
using RnnLab.Web.Components.Unrolled;

namespace RnnLab.Web.Tests.Unrolled;

/// <summary>From the sequence to a cell to an operation.</summary>
public sealed class ZoomTests : BunitContext
{
    public ZoomTests() => JSInterop.Mode = JSRuntimeMode.Loose;

    public static TheoryData<string> Cells => UnrollNetworkTests.Cells;

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task A_cell_is_drawn_with_every_operation_once_and_values_from_left_to_right(string cell)
    {
        await using var network = UnrollNetwork.ByHand(new() { Cell = cell, Layers = 2, Text = "abca" }, UnrollNetworkTests.Engine);
        UnrolledPlace place = new(UnrolledPart.Encoder, 1, 1);
        var ops = network.Graph.Ops.Where(op => op.Place == place).ToList();
        CellLayout layout = new(network.Graph, ops);
        Assert.Equal(ops, layout.Nodes.Where(node => node.Op is not null).Select(node => node.Op!).OrderBy(op => op.Index));
        Assert.Equal(layout.Nodes.Count, layout.Nodes.Select(node => (node.Column, node.Row)).Distinct().Count());
        Assert.All(layout.Links, link => Assert.True(link.From.Column < link.To.Column));
        Assert.All(layout.Links, link => Assert.Equal(link.From.Value.Id, link.To.Op!.Inputs[link.Input]));

        // What enters is the layer below and the states of the step before; weights stand on what reads them.
        Assert.All(layout.Nodes.Where(node => node.Op is null), node => Assert.Equal(UnrolledRole.State, node.Value.Role));
        Assert.Equal(ops.SelectMany(op => op.Inputs).Where(id => network.Graph.Values[id].Role == UnrolledRole.Weight).Distinct().Count(), layout.Nodes.Select(node => node.Weight).OfType<UnrolledValue>().Distinct().Count());
    }

    [Fact]
    public async Task Its_operations_say_shape_value_and_weight_and_can_be_chosen()
    {
        await using var network = UnrollNetwork.ByHand(new() { Cell = "lstm" }, UnrollNetworkTests.Engine);
        UnrolledPlace place = new(UnrolledPart.Encoder, 0, 2);
        CellNode? chosen = null;
        var figure = Render<CellFigure>(p => p.Add(f => f.Network, network).Add(f => f.Place, place).Add(f => f.Position, network.Clock.Last).Add(f => f.Chosen, (CellNode node) => { chosen = node; }));
        var product = figure.FindAll(".node").First(node => node.GetAttribute("aria-label")!.Contains("with Uf [4, 4]", StringComparison.Ordinal));
        Assert.Contains("shape [4]", product.GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Contains("gradient: norm", product.GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Contains(figure.FindAll("svg text"), text => text.TextContent == "Uf ·");
        product.Click();
        Assert.Equal(UnrolledOpKind.MatrixVector, chosen!.Op!.Kind);
        Assert.Contains(figure.FindAll("svg text"), text => text.TextContent == "c = +");

        // Alone: what the operation reads and what it gives.
        figure.Render(p => p.Add(f => f.Single, true).Add(f => f.Position, network.Clock.Of(chosen.Op.Index, false)));
        Assert.Equal(3, figure.FindAll(".node").Count);
        Assert.Contains("shape [4, 4]", figure.FindAll(".node")[0].GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Contains("node-current", figure.FindAll(".node")[2].ClassName, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_bar_names_the_cell_and_the_operation_that_would_be_seen()
    {
        await using var network = UnrollNetwork.ByHand(new(), UnrollNetworkTests.Engine);
        var tanh = network.Graph.Ops.First(op => op.Kind == UnrolledOpKind.Tanh && op.Place.Time == 2);
        int position = network.Clock.Of(tanh.Index, true);
        string? zoom = null;
        var bar = Render<ZoomBar>(p => p.Add(b => b.Network, network).Add(b => b.Place, CellLayout.PlaceOf(network, position, null)).Add(b => b.Position, position).Add(b => b.Zoom, "").Add(b => b.ZoomChanged, (string level) => { zoom = level; }));
        Assert.Equal(["Sequence", "Cell t = 2", "Operation tanh, t = 2"], bar.FindAll("button").Select(button => string.Join(' ', button.ChildNodes.Select(node => node.TextContent))));
        bar.FindAll("button")[1].Click();
        Assert.Equal("cell", zoom);
        Assert.Equal("cell", UnrollView.FromQuery("?zoom=cell").Zoom);
        Assert.Equal("", UnrollView.FromQuery("?zoom=moon").Zoom);
    }
}
