using Bunit;
using RnnLab.Web.Components.Unrolled;

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
        var tanh = network.Graph.Ops.First(op => op.Kind == Nn.Unrolled.UnrolledOpKind.Tanh);
        var forward = OperationView.At(network, network.Graph, network.Clock.Of(tanh.Index, false), null);
        var card = Render<OperationCard>(p => p.Add(c => c.Network, network).Add(c => c.Shown, forward));
        Assert.Contains("Reads", card.Markup, StringComparison.Ordinal);
        Assert.Contains(@"\tanh", card.Find("[data-tex]").GetAttribute("data-tex"), StringComparison.Ordinal);
        var back = OperationView.At(network, network.Graph, network.Clock.Of(tanh.Index, true), null);
        card.Render(p => p.Add(c => c.Shown, back));
        Assert.Contains("local derivative", card.Markup, StringComparison.Ordinal);
        Assert.Contains("sum so far", card.Markup, StringComparison.Ordinal);
    }
}
