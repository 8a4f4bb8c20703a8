using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using RnnLab.Training.Checkpoints;
using RnnLab.Training.Views;
using RnnLab.Training.Views.Units;
using RnnLab.Web.Components.Gates;
using RnnLab.Web.Tests.Harness;
using TestContext = Xunit.TestContext;

namespace RnnLab.Web.Tests.Gates;

/// <summary>The cards of the gates page over a real network that has trained a few steps.</summary>
public sealed class GateCardTests : BunitContext, IAsyncLifetime
{
    private const string Text = "aachenosaurus\nabelisaurus\nzby\n";
    private TrainedRun _trained = null!;
    private ModelSnapshot _weights = null!;
    private GateReader _reader = null!;
    private GateFrame _frame = null!;

    public async ValueTask InitializeAsync()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        _trained = await TrainedRun.CreateAsync(Services, TrainedRun.Tiny);
        _weights = await _trained.Run.SnapshotAsync(TestContext.Current.CancellationToken);
        _reader = new GateReader(_trained.Options);
        _frame = await _reader.UseAsync(_weights, model => GateProbe.Compute(model, _weights.Vocabulary, Text, _trained.Run.Id, _weights.Step), TestContext.Current.CancellationToken);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await _reader.DisposeAsync();
        await _trained.DisposeAsync();
    }

    [Fact]
    public void Typing_is_heard_once_the_person_rests()
    {
        ManualTime time = new();
        Services.Add(new(typeof(TimeProvider), time));
        List<string> told = [];
        IRenderedComponent<GateTextEntry> entry = Render<GateTextEntry>(p => p.Add(e => e.Text, "abc").Add(e => e.Vocabulary, _trained.Run.Vocabulary).Add(e => e.TextChanged, told.Add));
        entry.Find("textarea").Input("abcd");
        time.Advance(TimeSpan.FromMilliseconds(60));
        entry.Find("textarea").Input("abcd%");
        time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Empty(told);
        time.Advance(TimeSpan.FromMilliseconds(60));
        entry.WaitForAssertion(() => Assert.Equal(["abcd%"], told));
        Assert.Contains("%", entry.Find("#gates-entry-line").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_arithmetic_is_that_of_the_selected_cell_and_the_reference_agrees()
    {
        IRenderedComponent<CellCard> card = Render<CellCard>(p => p.Add(c => c.Weights, _weights).Add(c => c.Frame, _frame).Add(c => c.Reader, _reader).Add(c => c.Layer, 1).Add(c => c.Map, "z").Add(c => c.Unit, 3).Add(c => c.Time, 7));
        card.WaitForAssertion(() => Assert.Contains("W_{z}", card.Find(".gates-formulas [data-tex]").GetAttribute("data-tex"), StringComparison.Ordinal), TimeSpan.FromSeconds(20));
        await card.InvokeAsync(() => card.Find(".recompute button").Click());
        card.WaitForAssertion(() => Assert.Matches("Reference, float64: 0.*(No difference|Difference [0-9.]+e-[0-9]+)", card.Find(".recompute [role=status]").TextContent), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Units_are_ranked_by_what_they_track_and_a_click_selects()
    {
        int? chosen = null;
        IRenderedComponent<TrackingCard> card = Render<TrackingCard>(p => p.Add(c => c.Frame, _frame).Add(c => c.Layer, 1).Add(c => c.Map, "h").Add(c => c.Feature, TextFeature.Vowel).Add(c => c.UnitChosen, unit => chosen = unit));
        UnitTrack best = UnitTracking.Rank(_frame.Layers[1].Maps.Single(map => map.Name == "h"), _frame.Symbols.Count, _frame.Symbols, [TextFeature.Vowel])[0];
        card.WaitForAssertion(() => Assert.Contains($"unit {best.Unit} of layer 2 tracks vowels", card.Find(".gates-track").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(20));
        await card.InvokeAsync(() => card.Find(".gates-track").Click());
        Assert.Equal(best.Unit, chosen);
    }

    [Fact]
    public async Task A_brushed_stretch_names_its_units_and_the_places_where_they_are_on_together()
    {
        GatesView view = new() { Layer = 0, Span = new TextSpan(4, 6), Threshold = 0 };
        GateMap map = _frame.Layers[0].Maps.Single(one => one.Name == "z");
        int expected = new SpanSelection(4, 6, 0).Units(map, _frame.Symbols.Count).Count;
        Assert.Equal(8, expected);
        IRenderedComponent<SpanCard> card = Render<SpanCard>(p => p.Add(c => c.Run, _trained.Run).Add(c => c.Weights, _weights).Add(c => c.Frame, _frame).Add(c => c.Reader, _reader).Add(c => c.Map, "z").Add(c => c.View, view));
        Assert.Equal(expected, card.FindAll(".gates-unit").Count);
        await card.InvokeAsync(() => Button(card, "Find other places").Click());
        card.WaitForAssertion(() => Assert.Contains("best places in all", card.Find("[role=status]").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(30));
        Assert.NotEmpty(card.FindAll(".gates-places mark"));
    }

    [Fact]
    public async Task Removing_a_gate_asks_for_the_change_and_the_two_readings_differ()
    {
        GatesView view = new();
        IRenderedComponent<SurgeryCard> card = Render<SurgeryCard>(p => p.Add(c => c.Run, _trained.Run).Add(c => c.Weights, _weights).Add(c => c.Text, Text).Add(c => c.Reader, _reader).Add(c => c.Map, "z").Add(c => c.View, view)
            .Add(c => c.ViewChanged, wanted => view = wanted));
        card.WaitForAssertion(() => Assert.Contains("nats/char", card.Find(".gates-loss").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(20));
        await card.InvokeAsync(() => Button(card, "Remove gate z").Click());
        Assert.Equal([new SurgeryEdit(SurgeryKind.Hold) { Name = "z", Value = 0 }], view.Edits);
        card.Render(p => p.Add(c => c.View, view));
        card.WaitForAssertion(() => Assert.Contains("nats/char", card.FindAll(".gates-loss")[1].TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(20));
        Assert.NotEqual(card.FindAll(".gates-loss")[0].TextContent, card.FindAll(".gates-loss")[1].TextContent);
        Assert.Contains("Layer 1: z of all units held at 0", card.Find(".gates-edits").TextContent, StringComparison.Ordinal);
        string trained = card.FindAll(".gates-continuation")[0].TextContent, cut = card.FindAll(".gates-continuation")[1].TextContent;
        Assert.Equal(trained.Length, cut.Length);
        Assert.Equal(trained.Zip(cut).Count(pair => pair.First != pair.Second), card.FindAll(".gates-continuation mark").Sum(mark => mark.TextContent.Length));

        // Other dice, for both sides; nonsense is said and changes nothing.
        await card.InvokeAsync(() => card.FindAll(".gates-dice input")[1].Change("7"));
        Assert.Equal(new SurgeryDice(0.8, 7, 1), view.Dice);
        card.Render(p => p.Add(c => c.View, view));
        card.WaitForAssertion(() => Assert.All(card.FindAll(".gates-continuation"), text => Assert.Equal(trained.Length - 153, text.TextContent.Length)), TimeSpan.FromSeconds(20));
        await card.InvokeAsync(() => card.FindAll(".gates-dice input")[0].Change("hot"));
        Assert.Contains("temperature from 0.01", card.Find(".field-error").TextContent, StringComparison.Ordinal);
        Assert.Equal(0.8, view.Dice.Temperature);
    }

    [Fact]
    public void Texts_are_compared_place_by_place()
    {
        Assert.Equal([new("ab", false), new("cd", true), new("e", false), new("f", true)], TextDifference.Between("abcdef", "abxye"));
        Assert.Empty(TextDifference.Between("", "abc"));
        Assert.Equal([new("é😀", false)], TextDifference.Between("é😀", "é😀!"));
    }

    [Fact]
    public async Task A_value_that_is_no_number_and_a_change_that_does_not_fit_are_said_in_words()
    {
        GatesView view = new() { Edits = [new SurgeryEdit(SurgeryKind.Hold) { Layer = 8, Name = "q", Value = 1 }] };
        IRenderedComponent<SurgeryCard> card = Render<SurgeryCard>(p => p.Add(c => c.Run, _trained.Run).Add(c => c.Weights, _weights).Add(c => c.Text, Text).Add(c => c.Reader, _reader).Add(c => c.Map, "z").Add(c => c.View, view));
        card.WaitForAssertion(() => Assert.Contains("Layer 8 does not exist", card.Find(".notice").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(20));
        await card.InvokeAsync(() => card.Find("[aria-label='Value to hold it at']").Input("much"));
        await card.InvokeAsync(() => Button(card, "Hold").Click());
        Assert.Contains("“much”", card.Find(".field-error").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Saturation_has_a_dot_for_each_unit_and_a_curve_over_checkpoints()
    {
        var units = SaturationCard.Units(_frame.Layers[0]);
        Assert.Equal(["reset r", "update z", "candidate n", "hidden h"], units.Select(trace => trace.Name));
        Assert.All(units, trace => Assert.Equal(8, trace.X.Count));
        var curves = SaturationCard.History([(3, _frame.Layers[0]), (6, _frame.Layers[0])]);
        Assert.Equal([3, 6], curves[0].X);
        Assert.Equal(units[0].Y.Average(), curves[0].Y[0], 1e-12);
    }

    [Fact]
    public void The_page_reads_the_beginning_of_the_runs_own_text_and_names_its_weights()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("gates?v=1&run=" + _trained.Run.Id + "&layer=9&unit=999&t=5000");
        IRenderedComponent<Web.Components.Pages.Gates> page = Render<Web.Components.Pages.Gates>();
        page.WaitForAssertion(() => Assert.Contains("Weights of step 6", page.Find(".gates-model-line").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(30));
        page.WaitForAssertion(() => Assert.Contains("layer 2, unit 7, t 239", page.Find(".gates-cell .card-note").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void A_run_that_is_gone_is_said_in_words()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("gates?v=1&run=nothing");
        Assert.Contains("There is no run “nothing” here", Render<Web.Components.Pages.Gates>().Markup, StringComparison.Ordinal);
    }

    // Clicks go through the component's own dispatcher: what computes beside the test may render at any moment.
    private static IElement Button<T>(IRenderedComponent<T> card, string name)
        where T : IComponent => card.FindAll("button").First(button => button.TextContent.Trim() == name);
}
