using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using RnnLab.Compute;
using RnnLab.Data.Corpora;
using RnnLab.Training;
using RnnLab.Training.Checkpoints;
using RnnLab.Training.Runs;
using RnnLab.Web.Components.Pages;
using RnnLab.Web.Components.Runs.Past;
using RnnLab.Web.Tests.Harness;
using TestContext = Xunit.TestContext;

namespace RnnLab.Web.Tests.Runs;

/// <summary>The time machine, over a real run of a few steps.</summary>
public sealed class PastTests : BunitContext, IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rnnlab-past-").FullName;
    private readonly ManualTime _time = new();
    private RunRegistry _registry = null!;
    private TrainingRun _run = null!;

    public async ValueTask InitializeAsync()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        RunRegistryOptions options = new() { DataDirectory = _folder, CreateBackend = threads => ComputeBackends.CreateDefault(1), GateTextLength = 20 };
        _registry = new RunRegistry(options, new CorpusLibrary(Path.Combine(_folder, "corpora")), TimeProvider.System);
        Services.Add(new(typeof(RunRegistry), _registry));
        Services.Add(new(typeof(RunRegistryOptions), options));
        Services.Add(new(typeof(TimeProvider), _time));
        Services.AddScoped<RnnLab.Web.Components.Ui.KeyHints>();
        Services.AddScoped<RnnLab.Web.Components.Inside.Selection>();
        RunConfig config = new() { Corpus = "dinosaurs", Cell = CellKind.Gru, Layers = 2, Hidden = 8, SequenceLength = 8, Batch = 4, MaxSteps = 10, SampleEvery = 5, SampleLength = 30 };
        _run = await _registry.CreateAsync(config, null, TestContext.Current.CancellationToken);
        await _run.StartAsync();
        await _run.WhenSettledAsync(TestContext.Current.CancellationToken);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await _registry.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
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
        IReadOnlyList<HistoryEntry> steps = _run.History;
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
        Services.GetRequiredService<NavigationManager>().NavigateTo($"runs/{_run.Id}/past?v=1&step=5");
        IRenderedComponent<RunPast> page = Render<RunPast>(p => p.Add(r => r.Id, _run.Id));
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
        IRenderedComponent<BranchForm> form = Render<BranchForm>(p => p.Add(b => b.Run, _run).Add(b => b.Step, 5).Add(b => b.Branched, EventCallback.Factory.Create<TrainingRun>(this, r => branched = r)));
        form.FindAll("input")[0].Change("fast");
        await form.Find("form").SubmitAsync();
        Assert.Contains("“fast”", form.Find(".setting-problem").TextContent, StringComparison.Ordinal);
        form.FindAll("input")[0].Change("-1");
        await form.Find("form").SubmitAsync();
        Assert.NotEmpty(form.Find(".setting-problem").TextContent);
        Assert.Null(branched);
        form.FindAll("input")[0].Change("0.1");
        await form.Find("form").SubmitAsync();
        form.WaitForAssertion(() => Assert.NotNull(branched));
        await branched!.WhenSettledAsync(TestContext.Current.CancellationToken);
        Assert.Equal((_run.Id, 5), branched.BranchOf);
        Assert.Equal(0.1, branched.Config.LearningRate);
        Assert.Equal(10, branched.Feed.Latest!.Value.Step);
    }
}
