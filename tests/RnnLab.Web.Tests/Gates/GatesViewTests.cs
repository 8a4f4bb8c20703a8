using RnnLab.Training.Views.Units;
using RnnLab.Web.Components.Gates;

namespace RnnLab.Web.Tests.Gates;

/// <summary>A link is the view: what is written into an address is read from it again, and nonsense in it does no harm.</summary>
public sealed class GatesViewTests
{
    [Fact]
    public void Everything_that_a_person_looks_at_comes_back_from_the_address()
    {
        GatesView view = new()
        {
            Run = "20261120-120000-lstm-0a1b", Step = 400, Text = "He said \"no & yes\"\nand left; 100% ~", Layer = 1, Map = "c", Order = UnitOrder.HalfLife, Unit = 37, Time = 12, Feature = TextFeature.InsideQuotes,
            Threshold = -0.45, Span = new TextSpan(3, 9), OffBefore = 1, OffAfter = 2, Zoom = new MapZoom(0, 20, 4, 12), Pins = [new(3, 17), new(4, 20)], ShowChanged = true, Dice = new(1.25, 40, 18446744073709551615),
            Edits =
            [
                new(SurgeryKind.Hold) { Layer = 1, Name = "f", Unit = 37, Value = 0.25 }, new(SurgeryKind.Hold) { Name = "i", Value = 1 }, new(SurgeryKind.Zero) { Layer = 1, Name = "Uf" },
                new(SurgeryKind.State) { Time = 5, Text = "a, b; c: 100%" },
            ],
        };
        GatesView read = GatesView.FromQuery("?" + view.ToQuery());
        Assert.Equal(view.ToQuery(), read.ToQuery());
        Assert.Equal(view.Text, read.Text);
        Assert.Equal(view.Edits, read.Edits);
        Assert.Equal(view.Pins, read.Pins);
        Assert.Equal(view.Dice, read.Dice);
        Assert.Equal(view with { Edits = [], Pins = [] }, read with { Edits = view.Edits, Pins = view.Pins } with { Edits = [], Pins = [] }, (a, b) => a.ToQuery() == b.ToQuery());
    }

    [Fact]
    public void What_is_usual_is_not_in_the_address() => Assert.Equal("", new GatesView().ToQuery());

    [Theory]
    [InlineData("?v=1&unit=-3&t=x&layer=0&order=upside&feature=7.5&on=NaN&span=9-3&off=a-b&zoom=5-5-0-9&pins=1.2-x.-&edits=hold,0,f,all,1;zap;hold,1,f,all,NaN;zero,x,Uf&text=~not-deflated!")]
    [InlineData("?unit=99999999999999&t=&layer=&order=99&step=1e9&span=-&pins=...&edits=;;;&temp=-1&length=99999&seed=x")]
    public void Nonsense_falls_back_to_the_usual(string query)
    {
        GatesView read = GatesView.FromQuery(query);
        Assert.Equal("", (read with { Text = null }).ToQuery());
        Assert.Null(read.Text);
    }

    [Fact]
    public void A_long_text_makes_an_address_that_servers_take()
    {
        string text = string.Concat(Enumerable.Range(0, 120).Select(n => $"Line {n}: the quick brown fox\n"))[..GatesView.LongestText];
        string query = new GatesView { Text = text }.ToQuery();
        Assert.True(query.Length < 4000, $"The address has {query.Length} letters.");
        Assert.Equal(text, GatesView.FromQuery("?" + query).Text);
    }

    [Fact]
    public void A_text_beyond_the_limit_is_not_read_from_an_address()
    {
        string query = new GatesView { Text = new string('a', GatesView.LongestText + 1) }.ToQuery();
        Assert.Null(GatesView.FromQuery("?" + query).Text);
    }
}
