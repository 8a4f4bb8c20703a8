using Microsoft.AspNetCore.WebUtilities;
using RnnLab.Web.Components.Gates;
using RnnLab.Web.Components.Inside;
using RnnLab.Web.Components.Runs.Past;
using RnnLab.Web.Components.Sampling;
using RnnLab.Web.Components.Unrolled;

namespace RnnLab.Web.Tests.Inside;

public sealed class ViewLinkTests
{
    private static readonly LookedAt At = new() { Run = "abc", Step = 40, Text = "hello world", Layer = 1, Unit = 0, Time = 3, Map = "z" };
    private static readonly InsideSubject Run = new(5_000, true);

    [Fact]
    public void The_same_moment_is_read_by_every_page()
    {
        GatesView gates = GatesView.FromQuery(Query(InsideView.Gates, At));
        Assert.Equal(("abc", 40L, "hello world", 1, 0, 3, "z"), (gates.Run, gates.Step, gates.Text, gates.Layer, gates.Unit, gates.Time, gates.Map));
        UnrollView unroll = UnrollView.FromQuery(Query(InsideView.Unroll, At));
        Assert.Equal(("abc", 40L, "hello world"), (unroll.Run, unroll.Step, unroll.Text));
        Assert.Equal(new LookedAt { Layer = 1, Unit = 0, Time = 3, Map = "z" }, unroll.Asked);
        SampleView sample = SampleAddress.Read(Query(InsideView.Sample, At));
        Assert.Equal(("abc", 40L, "hello world", 1, 0, 3), (sample.Run, sample.Step, sample.Prime, sample.Layer, sample.Unit, sample.Time));
        PastView past = PastView.FromQuery(Query(InsideView.Past, At));
        Assert.Equal((40L, "hello world", 1, 0, 3, "z"), (past.Step, past.Text, past.Layer, past.Unit, past.Time, past.Map));
        Assert.StartsWith("runs/abc/past?", ViewLink.To(InsideView.Past, At, Run).Href, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_text_is_cut_about_the_time_step_and_the_title_says_so()
    {
        string text = string.Concat(Enumerable.Range(0, 200).Select(n => (char)('a' + (n % 26))));
        LookedAt late = At with { Text = text, Time = 150 };
        ViewLink link = ViewLink.To(InsideView.Unroll, late, Run);
        UnrollView view = UnrollView.FromQuery(Query(InsideView.Unroll, late));
        Assert.Equal(UnrollLimits.Time + 1, view.Text.Length);
        // The symbol at t is the same one, and the next one is there as its answer.
        Assert.Equal(text[150], view.Text[view.Asked!.Time!.Value]);
        Assert.Equal(text[151], view.Text[view.Asked.Time.Value + 1]);
        Assert.Contains("begins empty at t 119", link.Title, StringComparison.Ordinal);
        // A larger network takes fewer.
        view = UnrollView.FromQuery(new Uri("http://x/" + ViewLink.To(InsideView.Unroll, late, new(3_000_000, true)).Href).Query);
        Assert.Equal(8, view.Text.Length);
        Assert.Contains("too large", ViewLink.To(InsideView.Unroll, late, new(30_000_000, true)).Title, StringComparison.Ordinal);

        LookedAt longer = At with { Text = string.Concat(Enumerable.Repeat(text, 4)), Time = 799 };
        SampleView sample = SampleAddress.Read(Query(InsideView.Sample, longer));
        Assert.Equal((SampleView.MostPrime, SampleView.MostPrime - 1), (sample.PrimeLength, sample.Time));
        GatesView gates = GatesView.FromQuery(Query(InsideView.Gates, longer));
        Assert.Equal((longer.Text, 799), (gates.Text, gates.Time));
    }

    [Fact]
    public void The_last_character_has_no_answer_and_the_title_says_so()
    {
        ViewLink link = ViewLink.To(InsideView.Unroll, At with { Time = 10 }, Run);
        Assert.Contains("&t=9&", link.Href, StringComparison.Ordinal);
        Assert.Contains("has no answer", link.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_there_is_no_run_there_is_no_time_machine()
    {
        Assert.Null(ViewLink.To(InsideView.Past, null, Run).Href);
        Assert.Null(ViewLink.To(InsideView.Past, At with { Run = null }, Run).Href);
        Assert.Null(ViewLink.To(InsideView.Past, At, InsideSubject.Unknown).Href);
        Assert.Equal("gates", ViewLink.To(InsideView.Gates, null, Run).Href);
        Assert.Equal("sample", ViewLink.To(InsideView.Sample, At with { Run = null }, Run).Href);
    }

    private static string Query(InsideView view, LookedAt at)
    {
        string query = new Uri("http://x/" + ViewLink.To(view, at, Run).Href).Query;
        Assert.Equal("1", QueryHelpers.ParseQuery(query)["v"]);
        return query;
    }
}
