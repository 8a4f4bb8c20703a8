using RnnLab.Web.Components.Inside;
using RnnLab.Web.Components.Unrolled;

namespace RnnLab.Web.Tests.Unrolled;

public sealed class UnrollViewTests
{
    [Fact]
    public void The_usual_view_needs_no_query() => Assert.Equal("", new UnrollView().ToQuery());

    [Fact]
    public void A_link_brings_everything_back()
    {
        UnrollView view = new()
        {
            Cell = "lstm", Pattern = "encoder-decoder", Layers = 2, Hidden = 5, Bidirectional = true, Text = "a b&c=é", Answer = "x+y", Seed = 9, Scale = 1.5, ForgetBias = -1, Cuts = "2,4", Breaks = "0,3", Position = 77,
            Value = 12, Element = 3, Window = 2, FlowTime = 30, FlowEvery = true, Rate = 0.5, Clip = 1, Weight = 4, WeightElement = 6,
            OwnCell = "h' = tanh(W*x + U*h) # + & =\n", Compared = "relu,lstm", Zoom = "op",
        };
        Assert.StartsWith("v=1&cell=lstm&owncell=", view.ToQuery(), StringComparison.Ordinal);
        Assert.Equal(view, UnrollView.FromQuery("?" + view.ToQuery()));
        UnrollView run = new() { Run = "abc", Step = 1200 };
        Assert.Equal("v=1&run=abc&step=1200", run.ToQuery());
        Assert.Equal(run, UnrollView.FromQuery("?" + run.ToQuery()));
        Assert.Equal(run, UnrollView.FromQuery("?run=abc&at=1200"));
        UnrollView asked = UnrollView.FromQuery("?v=1&layer=2&unit=0&t=3&map=z");
        Assert.Equal(new LookedAt { Layer = 1, Unit = 0, Time = 3, Map = "z" }, asked.Asked);
        Assert.Equal(asked, UnrollView.FromQuery("?" + asked.ToQuery()));
        Assert.Null(UnrollView.FromQuery("?t=3&pos=9").Asked);
    }

    [Theory]
    [InlineData("?cell=transformer&pattern=all&layers=99&hidden=-1&seed=x&scale=NaN&fbias=1e9&pos=-3&flowt=1&t=-1&rate=no&clip=0")]
    [InlineData("?cuts=a,,0,-1,999&stops=x&text=&hidden=4.5&layers=")]
    public void Nonsense_falls_back_to_the_usual(string query) => Assert.Equal(new UnrollView(), UnrollView.FromQuery(query));

    [Fact]
    public void Scissors_and_breakpoints_are_put_in_and_taken_out()
    {
        Assert.Equal("3", UnrollView.Toggle("", 3));
        Assert.Equal("1,3", UnrollView.Toggle("3", 1));
        Assert.Equal("1", UnrollView.Toggle("1,3", 3));
        Assert.Equal("4,8", Truncation.Of("4", 10));
        Assert.Equal("4", Truncation.WordOf("4,8", 10));
        Assert.Equal("none", Truncation.WordOf("", 10));
        Assert.Equal("", Truncation.WordOf("1,5", 10));
    }
}
