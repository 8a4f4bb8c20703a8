using System.Collections.Immutable;
using RnnLab.Training.Sampling;
using RnnLab.Web.Components.Sampling;

namespace RnnLab.Web.Tests.Sampling;

public sealed class SampleAddressTests
{
    [Fact]
    public void What_nobody_changed_is_not_in_the_address() => Assert.Equal("", SampleAddress.Write(new SampleView()));

    [Fact]
    public void Every_choice_comes_back_from_the_address()
    {
        SampleView view = new()
        {
            Run = "20261120-abc",
            Step = 1200,
            Prime = "Once & a=\n “x” 😀",
            Rule = new ChoiceRule(0.35, 7, 0.9, true),
            Seed = ulong.MaxValue,
            Written = 12,
            Picks = ImmutableSortedDictionary<int, int>.Empty.Add(0, 'e').Add(3, 0x1F600).Add(11, SampleView.UnknownSymbol),
            At = 5,
            Layer = 1,
            Unit = 9,
            Mode = SampleMode.Futures,
            Temperatures = [0.2, 3],
            LaneLength = 33,
            Futures = 9,
            FutureLength = 21,
            BySurprise = true,
            Width = 3,
            Depth = 5,
            With = "other",
            WithStep = 0,
        };
        string query = SampleAddress.Write(view);
        Assert.StartsWith("v=1&run=20261120-abc&step=1200&text=", query, StringComparison.Ordinal);
        SampleView back = SampleAddress.Read("?" + query);
        Assert.Equal(query, SampleAddress.Write(back));
        Assert.Equal((view.Prime, view.Rule, view.Seed, view.Cursor, view.Mode, view.Layer, view.Unit), (back.Prime, back.Rule, back.Seed, back.Cursor, back.Mode, back.Layer, back.Unit));
        Assert.Equal(view.Picks, back.Picks);
        Assert.Equal(view.PrefixKey, back.PrefixKey);
    }

    [Theory]
    [InlineData("?temp=hot&k=-3&p=2&seed=-1&n=99999999999&at=zero&mode=dance&temps=a,b&futures=0&length=100000&width=99&depth=-1&lane=&picks=x-y.5-61.a")]
    [InlineData("?temp=NaN&p=NaN&k=1e3&n=-1&at=0&picks=0-110000.1-d800&step=abc&withstep=1.5")]
    [InlineData("?run=&prime=&with=&text=~no&t=-1&unit=x&layer=0")]
    public void Nonsense_falls_back_to_the_usual(string query) => Assert.Equal("", SampleAddress.Write(SampleAddress.Read(query)));

    [Fact]
    public void A_time_step_is_the_last_symbol_that_was_read_and_older_links_still_work()
    {
        SampleView view = SampleAddress.Read("?text=hello&t=2");
        Assert.Equal(("hello", 3, 2), (view.Prime, view.Cursor, view.Time));
        Assert.Equal("v=1&text=hello&t=2", SampleAddress.Write(view));
        Assert.Equal(SampleAddress.Write(view), SampleAddress.Write(SampleAddress.Read("?prime=hello&at=3")));
        Assert.Equal(5, SampleAddress.Read("?text=hello&t=4").Cursor);
        Assert.Equal(5, SampleAddress.Read("?text=hello&t=400").Cursor);
    }

    [Fact]
    public void A_text_that_is_too_long_is_cut_between_symbols()
    {
        SampleView view = SampleAddress.Read("?prime=" + Uri.EscapeDataString(string.Concat(Enumerable.Repeat("😀", 600))));
        Assert.Equal(SampleView.MostPrime, view.PrimeLength);
        Assert.EndsWith("😀", view.Prime, StringComparison.Ordinal);
    }

    [Fact]
    public void Stepping_writes_and_stepping_back_only_looks()
    {
        SampleView view = new() { Prime = "ab" };
        Assert.Equal((2, 2), (view.Cursor, view.Total));
        view = view.Stepped().Stepped();
        Assert.Equal((4, 4, 2), (view.Cursor, view.Total, view.Written));
        SampleView back = view.To(3);
        Assert.Equal((3, 4, 2), (back.Cursor, back.Total, back.Written));
        Assert.Equal(view, back.Stepped());
        Assert.Equal(1, view.To(-7).Cursor);
        Assert.Null(view.To(99).At);
        Assert.Equal((3, 1), (back.CutAtCursor().Total, back.CutAtCursor().Written));
    }

    [Fact]
    public void A_pick_forgets_what_came_after_it_and_the_given_text_cannot_be_picked()
    {
        SampleView view = new SampleView { Prime = "ab", Written = 5 }.To(4).Picked('x');
        Assert.Equal((3, 5), (view.Written, view.Cursor));
        Assert.Equal('x', view.Picks[2]);
        SampleView earlier = view.To(2).Picked('y');
        Assert.Equal([0], earlier.Picks.Keys);
        SampleView given = view.To(1);
        Assert.False(given.CanPick);
        Assert.Same(given, given.Picked('z'));
        Assert.Empty(view.Primed("abc").Picks);
        Assert.Equal(3, view.Primed("abc").Written);
    }

    [Fact]
    public void A_text_has_an_end()
    {
        SampleView full = new() { Written = SampleView.MostWritten };
        Assert.False(full.HasRoom);
        Assert.Same(full, full.Stepped());
        Assert.False(full.CanPick);
    }

    [Theory]
    [InlineData("0.3, 0.8;1.5 2", true)]
    [InlineData("", false)]
    [InlineData("0", false)]
    [InlineData("0.5, hot", false)]
    [InlineData("1,1,1,1,1,1,1,1,1", false)]
    [InlineData("NaN", false)]
    public void Temperatures_are_read_or_refused_in_words(string typed, bool fine)
    {
        Assert.Equal(fine, SampleNumbers.TryReadTemperatures(typed, out ImmutableArray<double> read, out string? problem));
        Assert.Equal(fine, problem is null);
        if (fine)
            Assert.Equal([0.3, 0.8, 1.5, 2], read);
    }
}
