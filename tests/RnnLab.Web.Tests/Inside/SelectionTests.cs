using RnnLab.Web.Components.Inside;

namespace RnnLab.Web.Tests.Inside;

public sealed class SelectionTests
{
    private const string Text = "the quick brown fox jumps over the lazy dog and goes on";
    private readonly Selection _selection = new();
    private int _changes;

    public SelectionTests() => _selection.Changed += () => _changes++;

    [Fact]
    public void It_holds_the_latest_and_tells_of_changes_alone()
    {
        LookedAt at = new() { Run = "a", Text = Text, Layer = 0, Unit = 3, Time = 9, Map = "z" };
        _selection.Look(at);
        _selection.Look(at with { });
        Assert.Equal((at, 1), (_selection.Now, _changes));
    }

    [Fact]
    public void What_a_page_does_not_know_stays_while_it_still_means_something()
    {
        _selection.Look(new() { Run = "a", Text = Text, Layer = 1, Unit = 3, Time = 9, Map = "z" });
        _selection.Look(new() { Run = "a", Text = Text, Step = 7 });
        Assert.Equal(new LookedAt { Run = "a", Step = 7, Text = Text, Layer = 1, Unit = 3, Time = 9, Map = "z" }, _selection.Now);
        _selection.Look(new() { Run = "a", Text = "another" });
        Assert.Equal(new LookedAt { Run = "a", Text = "another", Layer = 1, Unit = 3, Map = "z" }, _selection.Now);
        _selection.Look(new() { Run = "b", Text = "another" });
        Assert.Equal(new LookedAt { Run = "b", Text = "another" }, _selection.Now);
    }

    [Fact]
    public void The_way_back_from_a_stretch_leads_to_the_whole_text()
    {
        _selection.Look(new() { Run = "a", Text = Text, Unit = 3, Time = 45 });
        TextStretch stretch = TextStretch.Round(Text, 45, 33, answered: true);
        Assert.Equal((14, 31), (stretch.From, stretch.Time));
        _selection.LookWithin(new() { Run = "a", Text = stretch.Text, Time = stretch.Time });
        Assert.Equal((Text, 45, 14), (_selection.Now!.Text, _selection.Now.Time, _selection.Now.TextFrom));
        // The debugger goes on within the same stretch.
        _selection.LookWithin(new() { Run = "a", Text = stretch.Text, Time = 2 });
        Assert.Equal((Text, 16), (_selection.Now.Text, _selection.Now.Time));
        // Another text is another text.
        _selection.LookWithin(new() { Run = "a", Text = "typed here", Time = 2 });
        Assert.Equal(("typed here", 2), (_selection.Now.Text, _selection.Now.Time));
    }

    [Fact]
    public void Stretches_count_characters_and_not_their_halves()
    {
        string faces = string.Concat(Enumerable.Repeat("😀x", 40));
        TextStretch stretch = TextStretch.Round(faces, 60, 20, answered: false);
        Assert.Equal((41, 19, 20), (stretch.From, stretch.Time, TextStretch.Length(stretch.Text)));
        Assert.Equal(TextStretch.Cut(faces, 60, 1), TextStretch.Cut(stretch.Text, 19, 1));
        Assert.Equal((0, 79), (TextStretch.Round(faces, 900, 100, answered: false).From, TextStretch.Round(faces, 900, 100, answered: false).Time));
    }
}
