using System.Collections.Immutable;
using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using RnnLab.Compute;
using RnnLab.Training.Sampling;
using RnnLab.Web.Components.Sampling;
using RnnLab.Web.Tests.Harness;
using TestContext = Xunit.TestContext;

namespace RnnLab.Web.Tests.Sampling;

/// <summary>The page and its parts over a real run of a few steps.</summary>
public sealed class SamplingDeskTests : BunitContext, IAsyncLifetime
{
    private TrainedRun _trained = null!;
    private SamplingDesk _desk = null!;

    private static CancellationToken Leaving => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        _trained = await TrainedRun.CreateAsync(Services, new() { Corpus = "dinosaurs", Cell = CellKind.Lstm, Layers = 2, Hidden = 6, SequenceLength = 8, Batch = 4, MaxSteps = 8, ValidateEvery = 4 });
        _desk = await SamplingDesk.OpenAsync(() => _trained.Run.SnapshotAsync(), () => ComputeBackends.CreateDefault(1));
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await _desk.DisposeAsync();
        await _trained.DisposeAsync();
    }

    private SampleView View => new() { Run = _trained.Run.Id, Step = 8, Prime = "allo" };

    private static int[] Symbols(WrittenText text) => [.. text.Positions.Select(position => position.Symbol)];

    [Fact]
    public async Task The_same_view_gives_the_same_text_whatever_stood_before()
    {
        SampleView view = View with { Written = 30 };
        int[] direct = Symbols(await _desk.WriteAsync(view, Leaving));
        SampleView stepped = View;
        for (int n = 0; n < 30; n++)
            await _desk.WriteAsync(stepped = stepped.Stepped(), Leaving);
        await _desk.WriteAsync(view with { Seed = 9, Rule = new ChoiceRule(2), Written = 12 }, Leaving);
        await _desk.WriteAsync(view with { Prime = "tri" }, Leaving);
        Assert.Equal(direct, Symbols(await _desk.WriteAsync(stepped, Leaving)));
        Assert.Equal(34, direct.Length);
    }

    [Fact]
    public async Task A_pick_is_kept_by_the_address_and_the_die_goes_on_after_it()
    {
        SampleView picked = (View with { Written = 10 }).To(8).Picked('q');
        WrittenText text = await _desk.WriteAsync(picked.Stepped().Stepped(), Leaving);
        Assert.Equal(SymbolOrigin.Picked, text.Positions[8].Origin);
        Assert.Equal("q", text.Vocabulary.Symbol(text.Positions[8].Symbol));
        Assert.Equal(text.DieOf(9), text.Positions[9].Die);
        await using SamplingDesk other = await SamplingDesk.OpenAsync(() => _trained.Run.SnapshotAsync(), () => ComputeBackends.CreateDefault(1));
        Assert.Equal(Symbols(text), Symbols(await other.WriteAsync(SampleAddress.Read("?" + SampleAddress.Write(text.View)), Leaving)));
        // A symbol that the model does not know is left to the die.
        SampleView strange = View with { Written = 1, Picks = ImmutableSortedDictionary<int, int>.Empty.Add(0, '漢') };
        Assert.Equal(SymbolOrigin.Drawn, (await other.WriteAsync(strange, Leaving)).Positions[4].Origin);
    }

    [Fact]
    public async Task One_that_is_given_up_leaves_no_trace()
    {
        SampleView view = View with { Written = 25 };
        int[] direct = Symbols(await _desk.WriteAsync(view, Leaving));
        using CancellationTokenSource stopped = new();
        Task<int> given = _desk.AskAsync(
            view with { Seed = 3 },
            (_, _) =>
            {
                stopped.Cancel();
                stopped.Token.ThrowIfCancellationRequested();
                return 0;
            },
            stopped.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        Assert.Equal(direct, Symbols(await _desk.WriteAsync(view, Leaving)));
    }

    [Fact]
    public async Task The_training_part_is_what_the_run_learned_from()
    {
        int[] training = await Task.Run(_trained.Run.LoadTrainingSymbols, Leaving);
        Assert.Equal(_trained.Run.TrainCharacters, training.Length);
        Assert.StartsWith(_trained.Run.Vocabulary.Decode(training.AsSpan(0, 20)), _trained.Corpora.LoadText("dinosaurs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_stages_say_what_the_die_did_and_a_row_picks()
    {
        SampleView? asked = null;
        WrittenText text = await _desk.WriteAsync((View with { Written = 6 }).To(7), Leaving);
        IRenderedComponent<StageCard> card = Render<StageCard>(p => p.Add(c => c.Desk, _desk).Add(c => c.Text, text).Add(c => c.ViewChanged, v => { asked = v; }));
        string name = SymbolShape.Named(text.Vocabulary, text.Positions[7].Symbol);
        Assert.StartsWith($"The die showed {SampleNumbers.Place(text.Positions[7].Die!.Value)} and fell on {name}.", card.Find(".stage-verdict").TextContent, StringComparison.Ordinal);
        IElement chosen = card.Find("tr.chosen button");
        Assert.Equal($"Pick {name} {chosen.QuerySelector(".stage-rank")!.TextContent}".TrimEnd(), chosen.GetAttribute("aria-label"));
        IElement other = card.FindAll(".stage-pick").First(button => button.GetAttribute("aria-pressed") == "false");
        other.Click();
        Assert.Equal((4, 3), (asked!.Written, asked.Picks.Keys.Single()));

        // "Recompute" reads everything again on the reference.
        StageCheck check = StageCheck.Of(_desk.Snapshot, text, Leaving);
        Assert.InRange(check.Scores, 1e-12, 1e-4);
        Assert.InRange(check.Probabilities, 0, 1e-5);
        Assert.True(check.SameChoice);
        WrittenText another = await _desk.WriteAsync((View with { Prime = "alto", Written = 6 }).To(7), Leaving);
        StageCheck altered = StageCheck.Of(_desk.Snapshot, text with { Positions = [.. another.Positions.Take(6), .. text.Positions.Skip(6)] }, Leaving);
        Assert.True(altered.Scores > 1e-3);
        card.Find(".recompute button").Click();
        card.WaitForAssertion(() => Assert.Contains("against the float64 reference: largest difference of a score", card.Find(".recompute [role=status]").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(20));

        // What was given cannot be picked, and says so.
        card.Render(p => p.Add(c => c.Text, text with { View = text.View.To(2) }));
        Assert.All(card.FindAll(".stage-pick"), button => Assert.True(button.HasAttribute("disabled")));
        Assert.Empty(card.Find(".recompute [role=status]").TextContent);
        Assert.StartsWith("You gave “l”.", card.Find(".stage-verdict").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_text_shows_where_the_cursor_is_and_a_click_moves_it()
    {
        int looked = -1;
        WrittenText text = await _desk.WriteAsync((View with { Written = 5 }).To(6), Leaving);
        IRenderedComponent<TextStrip> strip = Render<TextStrip>(p => p.Add(s => s.Text, text).Add(s => s.Heat, i => i % 7).Add(s => s.Title, i => $"nr {i}").Add(s => s.Look, i => { looked = i; }));
        Assert.Equal("nr 6", strip.Find(".at").GetAttribute("title"));
        Assert.Equal(4, strip.FindAll(".primed").Count);
        Assert.Equal(2, strip.FindAll(".ahead").Count);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}"), strip.FindAll(".ch").Select(ch => ch.GetAttribute("data-i")));
        await strip.InvokeAsync(() => strip.Instance.OnClicked(3));
        await strip.InvokeAsync(() => strip.Instance.OnClicked(99));
        Assert.Equal(3, looked);
    }

    [Fact]
    public async Task Lanes_throw_the_same_dice_and_begin_at_the_cursor()
    {
        WrittenText text = await _desk.WriteAsync(View with { Written = 3, Temperatures = [0.8, 0.8, 2], LaneLength = 20 }, Leaving);
        IRenderedComponent<LanesPanel> panel = Render<LanesPanel>(p => p.Add(l => l.Desk, _desk).Add(l => l.Text, text));
        panel.WaitForAssertion(() => Assert.Equal(3, panel.FindAll(".lane-text").Count), TimeSpan.FromSeconds(20));
        string[] lanes = [.. panel.FindAll(".lane-text").Select(lane => lane.TextContent)];
        Assert.Equal(lanes[0], lanes[1]);
        Assert.NotEqual(lanes[0], lanes[2]);
        panel.Find("#lane-temperatures").Input("cold");
        Assert.Contains("“cold” is not a temperature", panel.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Futures_beam_compare_and_copying_answer_for_this_text()
    {
        SampleView? asked = null;
        EventCallback<SampleView> look = EventCallback.Factory.Create<SampleView>(this, v => { asked = v; });
        WrittenText text = await _desk.WriteAsync(View with { Written = 12, Futures = 20, FutureLength = 10, Width = 3, Depth = 6 }, Leaving);
        TimeSpan patience = TimeSpan.FromSeconds(20);

        IRenderedComponent<FuturesPanel> futures = Render<FuturesPanel>(p => p.Add(l => l.Desk, _desk).Add(l => l.Text, text).Add(l => l.ViewChanged, look));
        futures.WaitForAssertion(() => Assert.Equal(20, futures.FindAll(".future-text").Count), patience);
        Assert.Single(futures.FindAll(".tag"), tag => tag.TextContent == "most surprising");
        futures.FindAll(".segmented button")[1].Click();
        Assert.True(asked!.BySurprise);

        IRenderedComponent<BeamPanel> beam = Render<BeamPanel>(p => p.Add(l => l.Desk, _desk).Add(l => l.Text, text));
        beam.WaitForAssertion(() => Assert.NotEmpty(beam.FindAll("svg .beam-node")), patience);
        Assert.Equal(6, beam.FindAll(".beam-node.best").Count);
        Assert.NotEmpty(beam.FindAll(".beam-node.pruned"));

        IReadOnlyList<SampleModel> models = SampleModel.All(_trained.Registry);
        IRenderedComponent<ComparePanel> compare = Render<ComparePanel>(p => p.Add(l => l.Desk, _desk).Add(l => l.Text, text with { View = text.View with { With = _trained.Run.Id, WithStep = models[0].Checkpoints.Min(c => c.Step) } }).Add(l => l.Models, models));
        compare.WaitForAssertion(() => Assert.Single(compare.FindAll(".text-strip")), patience);
        Assert.Contains("mean divergence", compare.Find(".card-note").TextContent, StringComparison.Ordinal);

        IRenderedComponent<CopyPanel> copying = Render<CopyPanel>(p => p.Add(l => l.Desk, _desk).Add(l => l.Text, text).Add(l => l.Run, _trained.Run));
        copying.WaitForAssertion(() => Assert.StartsWith("The longest match", copying.Find(".copy-verdict").TextContent, StringComparison.Ordinal), patience);
        // The quoted stretch is a part of the text itself.
        Assert.Contains(copying.Find("mark").TextContent, text.Decode(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_opens_the_newest_model_and_puts_it_into_the_address()
    {
        NavigationManager nav = Services.GetRequiredService<NavigationManager>();
        nav.NavigateTo("sample?v=1&prime=allo&n=5&temp=nonsense");
        Task opened = ArrivesAsync(nav, $"sample?v=1&run={_trained.Run.Id}&step=8&text=allo&n=5"), stepped = ArrivesAsync(nav, "&text=allo&n=6");
        IRenderedComponent<Web.Components.Pages.Sample> page = Render<Web.Components.Pages.Sample>();
        page.WaitForAssertion(() => Assert.Equal(10, page.FindAll(".text-strip .ch").Count), TimeSpan.FromSeconds(20));
        await opened.WaitAsync(TimeSpan.FromSeconds(30), Leaving);
        page.FindAll(".transport button").Single(button => button.TextContent.Trim() == "Step").Click();
        await stepped.WaitAsync(TimeSpan.FromSeconds(30), Leaving);
        page.WaitForAssertion(() => Assert.Equal(11, page.FindAll(".text-strip .ch").Count), TimeSpan.FromSeconds(20));
    }

    private static Task ArrivesAsync(NavigationManager nav, string end)
    {
        TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        nav.LocationChanged += (_, moved) =>
        {
            if (moved.Location.EndsWith(end, StringComparison.Ordinal)) arrived.TrySetResult();
        };
        return arrived.Task;
    }

    [Fact]
    public void A_link_to_a_run_that_is_gone_says_so_and_shows_another()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("sample?v=1&run=nowhere");
        IRenderedComponent<Web.Components.Pages.Sample> page = Render<Web.Components.Pages.Sample>();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".stage-card")), TimeSpan.FromSeconds(20));
        Assert.Contains("There is no run “nowhere” here", page.Find(".notice").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_model_the_page_says_what_will_be_here()
    {
        await _trained.Registry.DeleteAsync(_trained.Run.Id);
        IRenderedComponent<Web.Components.Pages.Sample> page = Render<Web.Components.Pages.Sample>();
        page.WaitForAssertion(() => Assert.StartsWith("lab?", page.Find(".empty a").GetAttribute("href"), StringComparison.Ordinal), TimeSpan.FromSeconds(20));
    }
}
