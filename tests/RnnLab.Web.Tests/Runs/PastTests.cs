using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using RnnLab.Training.Checkpoints;
using RnnLab.Training.Runs;
using RnnLab.Web.Components.Pages;
using RnnLab.Web.Components.Runs.Lab;
using RnnLab.Web.Components.Runs.Past;
using RnnLab.Web.Interop;
using RnnLab.Web.Interop.Plotly;
using RnnLab.Web.Tests.Harness;
using TestContext = Xunit.TestContext;

namespace RnnLab.Web.Tests.Runs;

/// <summary>The time machine, over a real run of a few steps.</summary>
public sealed class PastTests : BunitContext, IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private TrainedRun _trained = null!;

    private TrainingRun Run => _trained.Run;

    public async ValueTask InitializeAsync()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        _trained = await TrainedRun.CreateAsync(Services, TrainedRun.Tiny with { MaxSteps = 10, SampleEvery = 5 }, _time, o => o with { GateTextLength = 20 });
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await _trained.DisposeAsync();
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("?v=1&step=7&layer=2&map=z&weights=head.bias", "v=1&step=7&layer=2&map=z&weights=head.bias")]
    [InlineData("?v=1&step=7&text=a%20b&unit=3&t=0&map=h", "v=1&step=7&text=a%20b&unit=3&t=0&map=h")]
    [InlineData("?v=9&unit=-1&t=x&text=~no&step=-1&layer=x&map=", "")]
    public void The_address_keeps_what_one_looks_at(string query, string kept) => Assert.Equal(kept, PastView.FromQuery(query).ToQuery());

    [Fact]
    public void The_clock_goes_from_stored_step_to_stored_step()
    {
        IReadOnlyList<HistoryEntry> steps = Run.History;
        long shown = 4;
        IRenderedComponent<PastClock> clock = Render<PastClock>(p => p.Add(c => c.Steps, steps));
        Clock();
        Assert.Equal("4", clock.Find("input").GetAttribute("value"));
        clock.Find("button[data-act=on]").Click();
        Assert.Equal(5, shown);
        Clock();
        clock.Find("input").Input("0");
        Assert.Equal(0, shown);
        Clock();
        Assert.True(clock.Find("button[data-act=back]").HasAttribute("disabled"));

        // Played, it goes on with the time.
        clock.Find("button[data-act=play]").Click();
        _time.Advance(TimeSpan.FromSeconds(0.5));
        clock.WaitForAssertion(() => Assert.Equal(1, shown));

        void Clock() => clock.Render(p => p.Add(c => c.Steps, steps).Add(c => c.Step, shown).Add(c => c.StepChanged, EventCallback.Factory.Create<long>(this, s => shown = s)));
    }

    [Fact]
    public void The_page_shows_the_step_of_its_address()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo($"runs/{Run.Id}/past?v=1&step=5");
        IRenderedComponent<RunPast> page = Render<RunPast>(p => p.Add(r => r.Id, Run.Id));
        page.WaitForAssertion(() => Assert.Contains("step 5, temperature", page.Find(".samples .card-note").TextContent, StringComparison.Ordinal));
        Assert.Contains("weights of step 5", page.Markup, StringComparison.Ordinal);
        string early = page.Find(".samples pre").TextContent;
        page.Find("button[data-act=on]").Click();
        page.WaitForAssertion(() => Assert.Contains("step 6, temperature", page.Find(".samples .card-note").TextContent, StringComparison.Ordinal));
        Assert.NotEqual(early, page.Find(".samples pre").TextContent);
        Assert.EndsWith("step=6", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
        Assert.Contains("10 steps are stored", page.Find(".past-foot").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_branch_with_nonsense_is_refused_in_its_place_and_a_good_one_trains()
    {
        TrainingRun? branched = null;
        IRenderedComponent<BranchForm> form = Render<BranchForm>(p => p.Add(b => b.Run, Run).Add(b => b.Step, 5).Add(b => b.Branched, EventCallback.Factory.Create<TrainingRun>(this, r => branched = r)));
        form.Find("#setting-lr").Input("fast");
        Assert.Contains("“fast”", form.Find(".setting .setting-problem").TextContent, StringComparison.Ordinal);
        await form.Find("form").SubmitAsync();
        Assert.Contains("“fast”", form.Find("form > .setting-problem").TextContent, StringComparison.Ordinal);
        form.Find("#setting-lr").Input("-1");
        await form.Find("form").SubmitAsync();
        Assert.NotEmpty(form.Find("form > .setting-problem").TextContent);
        Assert.Null(branched);

        // Back to what the run had, then two changes, one of a setting that is not offered at first.
        form.Find(".setting-undo").Click();
        Assert.Contains("repeat this run", form.Markup, StringComparison.Ordinal);
        form.Find("#setting-lr").Input("0.1");
        form.Find("#branch-add").Change("labelsmoothing");
        form.Find("#setting-labelsmoothing").Input("0.2");
        Assert.Equal("Learning rate 0.002 → 0.1; Label smoothing 0 → 0.2.", form.Find(".card-hint[role=status]").TextContent);
        await form.Find("form").SubmitAsync();
        form.WaitForAssertion(() => Assert.NotNull(branched));
        await branched!.WhenSettledAsync(TestContext.Current.CancellationToken);
        Assert.Equal((Run.Id, 5), branched.BranchOf);
        Assert.Equal((0.1, 0.2), (branched.Config.LearningRate, branched.Config.LabelSmoothing));
        Assert.Equal(10, branched.Feed.Latest!.Value.Step);
    }

    [Fact]
    public void Every_setting_can_be_branched_or_says_why_not()
    {
        IRenderedComponent<BranchForm> form = Render<BranchForm>(p => p.Add(b => b.Run, Run).Add(b => b.Step, 5));
        string[] offered = [.. form.FindAll("#branch-add option").Select(option => option.GetAttribute("value")!).Where(key => key.Length > 0)];
        Assert.Superset(new HashSet<string> { "lr", "clip", "clipat", "dropout", "schedule", "weightdecay", "teacherforcing", "truncation", "seed" }, offered.ToHashSet());
        Assert.Equal(RunSettings.All.Count, offered.Length + RunSettings.All.Count(setting => BranchRules.WhyNot(setting.Field) is not null));
        string refused = form.Find(".branch-fixed").TextContent;
        Assert.All(RunSettings.All.Where(setting => !offered.Contains(setting.Key)), setting => Assert.Contains(setting.Label, refused, StringComparison.Ordinal));
        Assert.Contains("another shape", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_moment_shows_activations_and_the_flow_of_gradients_over_training()
    {
        PastMoments moments = new(Run, _trained.Options);
        Training.Views.GateFrame? first = null;
        (Training.Views.PastMoment? moment, string? problem) = await moments.ComputeAsync(Run.History[^1], "allosaurus", gates => first = gates, TestContext.Current.CancellationToken);
        Assert.Null(problem);
        Assert.Same(moment!.Gates, first);
        IRenderedComponent<PastActivations> spreads = Render<PastActivations>(p => p.Add(a => a.Config, Run.Config).Add(a => a.Moment, moment).Add(a => a.View, new PastView { Layer = 1 }));
        Assert.Contains("layer 2: 8 units × 10 characters", spreads.Markup, StringComparison.Ordinal);
        IReadOnlyList<PlotlyChart> charts = [.. spreads.FindComponents<PlotlyChart>().Select(chart => chart.Instance)];
        Assert.Equal(["reset r", "update z"], charts[0].Data.Select(trace => trace.Name));
        Assert.All(charts.SelectMany(chart => chart.Data), trace => Assert.Equal(100, trace.Y.Sum(), 6));

        PastFlows flows = new(_trained.Options, TestContext.Current.CancellationToken);
        IRenderedComponent<PastFlow> flow = Render<PastFlow>(p => p.Add(f => f.Config, Run.Config).Add(f => f.Moment, moment).Add(f => f.Steps, Run.History).Add(f => f.Flows, flows).Add(f => f.View, new PastView()));
        flow.WaitForAssertion(() => Assert.Equal(Run.History.Count, flow.FindComponents<PlotlyChart>()[1].Instance.Data.Single().Y.Count));
        double[] norms = [.. flow.FindComponents<PlotlyChart>()[0].Instance.Data.Single().Y];
        Assert.Equal(9, norms.Length);
        double?[][] rows = (double?[][])flow.FindComponents<PlotlyChart>()[1].Instance.Data.Single().More!["z"];
        Assert.Equal(Math.Log10(norms[4]), rows[^1][4]!.Value, 1e-9);
    }

    [Fact]
    public async Task The_curves_of_both_futures_lie_over_each_other_and_the_branch_is_marked()
    {
        TrainingRun branch = await _trained.Registry.BranchAsync(Run, 5, Run.Config with { LearningRate = 0.1 }, cancellation: TestContext.Current.CancellationToken);
        await branch.StartAsync();
        await branch.WhenSettledAsync(TestContext.Current.CancellationToken);
        PlotlyChart chart = Render<PastCurves>(p => p.Add(c => c.Family, [Run, branch]).Add(c => c.Step, 7)).FindComponent<PlotlyChart>().Instance;
        Trace[] lines = [.. chart.Data.Where(trace => trace.Mode == "lines")];
        Assert.Equal(lines[0].Y.Take(6), lines[1].Y.Take(6));
        Assert.NotEqual(lines[0].Y[^1], lines[1].Y[^1]);
        object[] shapes = (object[])chart.Layout.More!["shapes"];
        Assert.Equal([7L, 5L], shapes.Cast<Dictionary<string, object>>().Select(shape => (long)shape["x0"]));
    }
}
