using Bunit;
using RnnLab.Web.Components.Inside;

namespace RnnLab.Web.Tests.Inside;

public sealed class ClockBarTests : BunitContext
{
    private readonly List<string> _told = [];

    [Fact]
    public void Its_buttons_slider_and_speed_tell_where_a_person_went()
    {
        IRenderedComponent<ClockBar> bar = Bar(leaps: true);
        Assert.Equal(["To the start", "Back one time step", "Step back", "Play", "Step", "On one time step", "To the end"],
            bar.FindAll("button").Select(b => b.GetAttribute("aria-label") ?? b.TextContent.Trim()));
        for (int n = 0; n < 7; n++)
            bar.FindAll("button")[n].Click();
        bar.Find("input").Input("4");
        bar.Find("input").Change("99");
        bar.Find("select").Change("16");
        Assert.Equal(["to 2", "leap -1", "to 6", "play", "to 8", "leap 1", "to 9", "scrub 4", "to 9", "speed 16"], _told);
    }

    [Fact]
    public void At_its_ends_it_goes_no_further_and_without_time_steps_it_offers_none()
    {
        IRenderedComponent<ClockBar> bar = Bar(leaps: false);
        Assert.Equal(5, bar.FindAll("button").Count);
        bar.Render(p => p.Add(b => b.Position, 9).Add(b => b.CanStep, false));
        Assert.True(bar.Find("[data-act=on]").HasAttribute("disabled"));
        Assert.True(bar.Find("[data-act=last]").HasAttribute("disabled"));
        bar.Render(p => p.Add(b => b.Position, 1).Add(b => b.CanStep, true).Add(b => b.Playing, true));
        Assert.True(bar.Find("[data-act=back]").HasAttribute("disabled"));
        Assert.Equal("Pause", bar.Find(".transport-play").TextContent);
    }

    private IRenderedComponent<ClockBar> Bar(bool leaps) => Render<ClockBar>(p =>
    {
        p.Add(b => b.Label, "clock").Add(b => b.Tick, "tick").Add(b => b.Slider, "place").Add(b => b.Low, 1).Add(b => b.High, 9).Add(b => b.Start, 2).Add(b => b.Position, 7)
            .Add(b => b.Moved, (int to) => _told.Add($"to {to}")).Add(b => b.Scrubbed, (int to) => _told.Add($"scrub {to}"))
            .Add(b => b.Toggled, () => _told.Add("play")).Add(b => b.SpeedChanged, (int speed) => _told.Add($"speed {speed}"));
        if (leaps)
            p.Add(b => b.Leapt, (int way) => _told.Add($"leap {way}"));
    });
}
