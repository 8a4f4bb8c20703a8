using RnnLab.Web.Components.Inside;
using RnnLab.Web.Components.Inside.Notations;
using RnnLab.Web.Components.Unrolled;
using RnnLab.Web.Tests.Unrolled;

namespace RnnLab.Web.Tests.Inside;

public sealed class UnrollPlaceOfInterestTests
{
    [Theory]
    [InlineData("rnn", null, "h")]
    [InlineData("gru", "z", "z")]
    [InlineData("gru", "nothing", "h")]
    [InlineData("lstm", "c", "c")]
    public async Task What_is_asked_for_is_what_the_debugger_then_stands_at(string cell, string? map, string found)
    {
        UnrollView view = new() { Cell = cell, Layers = 2, Hidden = 5, Text = "hello", Asked = new() { Layer = 1, Unit = 3, Time = 2, Map = map } };
        await using var network = UnrollNetwork.ByHand(view, UnrollNetworkTests.Engine);
        UnrollView there = UnrollPlaceOfInterest.Resolve(view, network.Graph, network.Clock);
        Assert.Null(there.Asked);
        LookedAt at = UnrollPlaceOfInterest.Describe(there, network.Graph, network.Clock, there.Position);
        Assert.Equal((1, 3, 2, found, "hello"), (at.Layer, at.Unit, at.Time, at.Map, at.Text));
        // Too far is the last there is.
        there = UnrollPlaceOfInterest.Resolve(view with { Asked = new() { Layer = 9, Unit = 99, Time = 99 } }, network.Graph, network.Clock);
        at = UnrollPlaceOfInterest.Describe(there, network.Graph, network.Clock, there.Position);
        Assert.Equal((1, 4, 3, "h"), (at.Layer, at.Unit, at.Time, at.Map));
        Assert.Null(UnrollPlaceOfInterest.Describe(there, network.Graph, network.Clock, 0).Time);
    }

    [Fact]
    public async Task Equations_are_written_in_the_notation_that_was_chosen()
    {
        UnrollView view = new() { Cell = "lstm", Text = "abc", Hidden = 3 };
        await using var network = UnrollNetwork.ByHand(view, UnrollNetworkTests.Engine);
        var gate = network.Graph.Values.First(value => value.Name == "f" && value.Place.Time == 1);
        Assert.Equal(@"\q{f}{f_{1}}", network.Names.Tex(gate));
        network.Write(Notation.Coursera);
        Assert.Equal(@"\q{f}{\Gamma_{f}^{\langle 1\rangle}}", network.Names.Tex(gate));
        Assert.Equal("Γf at t = 1", network.Names.Words(gate));
        Assert.Contains(@"W_{fa}\,\q{h}{a^{\langle 0\rangle}}", network.Names.Equation("f", gate.Place), StringComparison.Ordinal);
        network.Write(Notation.D2l);
        Assert.Contains(@"\mathbf{W}_{hf}\,\q{h}{\mathbf{H}_{0}}", network.Names.Equation("f", gate.Place), StringComparison.Ordinal);
    }
}
