using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using RnnLab.Compute;
using RnnLab.E2E.Tests.Harness;
using RnnLab.Training;
using RnnLab.Training.Runs;
using static Microsoft.Playwright.Assertions;

namespace RnnLab.E2E.Tests.Runs;

/// <summary>Going back in a run, and branching from there.</summary>
public sealed class TimeMachineTests(Workbench workbench) : IAsyncDisposable
{
    /// <summary>Leaves the workbench as it was.</summary>
    public ValueTask DisposeAsync() => workbench.ClearRunsAsync();

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task One_clock_rewinds_everything_and_a_branch_goes_on_from_there(ColorScheme theme)
    {
        RunRegistry registry = workbench.Services.GetRequiredService<RunRegistry>();
        RunConfig config = new() { Corpus = "dinosaurs", Cell = CellKind.Lstm, Layers = 2, Hidden = 16, SequenceLength = 16, Batch = 8, MaxSteps = 40, SampleEvery = 10, SampleLength = 40, LearningRate = 0.01 };
        TrainingRun run = await registry.CreateAsync(config, $"past {theme}", TestContext.Current.CancellationToken);
        await run.StartAsync();
        await run.WhenSettledAsync(TestContext.Current.CancellationToken);

        await using Visit visit = await workbench.OpenAsync($"/runs/{run.Id}", theme);
        IPage page = visit.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Time machine" }).ClickAsync();
        await Expect(page.Locator(".past-step")).ToHaveTextAsync("step 40");
        await Expect(page.Locator(".samples .card-note")).ToContainTextAsync("step 40");
        string late = await page.Locator(".samples pre").InnerTextAsync();

        // By keyboard, to the beginning and one on.
        await page.Locator("#past-slider").FocusAsync();
        await page.Keyboard.PressAsync("Home");
        await Expect(page.Locator(".past-step")).ToHaveTextAsync("step 0");
        await Expect(page.Locator(".samples .card-note")).ToContainTextAsync("step 0,");
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Locator(".samples .card-note")).ToContainTextAsync("step 1,");
        Assert.NotEqual(late, await page.Locator(".samples pre").InnerTextAsync());
        await page.UntilAsync("() => Number(document.querySelector('.matrix-host')?.dataset.frames) > 1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Layer 2" }).ClickAsync();
        await page.Locator(".past-parameter select").SelectOptionAsync("head.weight");
        await Expect(page).ToHaveURLAsync(new Regex(@"\?v=1&step=1&layer=2&weights=head\.weight$"));
        await visit.AssertAccessibleAsync();
        await visit.PictureAsync($"past-{theme}");

        // Activations and the flow of gradients at every stored step are there too.
        await Expect(page.Locator("[aria-labelledby=past-activations-title] .card-note")).ToContainTextAsync("step 1, layer 2: 16 units");
        await page.UntilAsync("() => [...document.querySelectorAll('.plotly-host')].some(h => h.data?.[0]?.type === 'heatmap' && h.data[0].z.length > 10)");

        // Any setting may be another one in the future.
        await page.Locator("#setting-lr").FillAsync("0.05");
        await page.Locator("#branch-add").SelectOptionAsync("labelsmoothing");
        await page.Locator("#setting-labelsmoothing").FillAsync("0.1");
        await Expect(page.GetByText("Learning rate 0.01 → 0.05; Label smoothing 0 → 0.1.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Branch and train" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Open the branch" })).ToBeVisibleAsync();
        TrainingRun branch = Assert.Single(registry.List(), r => r.BranchOf?.Run == run.Id);
        Assert.Equal((0.05, 0.1), (branch.Config.LearningRate, branch.Config.LabelSmoothing));
        await branch.WhenSettledAsync(TestContext.Current.CancellationToken);
        await page.UntilAsync("() => document.querySelector('.plotly-host').data.length === 4");

        // The link brings the same view back.
        string text = await page.Locator(".samples pre").InnerTextAsync();
        await page.ReloadAsync();
        await Expect(page.Locator(".past-step")).ToHaveTextAsync("step 1");
        await Expect(page.Locator(".samples pre")).ToHaveTextAsync(text);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Layer 2" })).ToHaveAttributeAsync("aria-pressed", "true");
    }

    [Fact]
    public async Task The_clock_grows_while_the_run_trains()
    {
        RunRegistry registry = workbench.Services.GetRequiredService<RunRegistry>();
        RunConfig config = new() { Corpus = "dinosaurs", Cell = CellKind.Gru, Layers = 1, Hidden = 8, SequenceLength = 10, Batch = 8, Epochs = 100_000, SampleEvery = 0 };
        TrainingRun run = await registry.CreateAsync(config, null, TestContext.Current.CancellationToken);
        await run.StartAsync();
        await using Visit visit = await workbench.OpenAsync($"/runs/{run.Id}");
        await Expect(visit.Page.Locator(".run-status")).ToHaveTextAsync("Training");
        await visit.GoAsync($"/runs/{run.Id}/past");
        await Expect(visit.Page.Locator("#past-slider")).ToBeEnabledAsync();
        int first = await visit.Page.Locator("#past-slider").EvaluateAsync<int>("slider => Number(slider.max)");
        await visit.Page.UntilAsync("n => Number(document.querySelector('#past-slider').max) > n", first);
        await run.StopAsync();
    }

    [Fact]
    public async Task A_run_without_a_past_says_so()
    {
        RunRegistry registry = workbench.Services.GetRequiredService<RunRegistry>();
        TrainingRun run = await registry.CreateAsync(new RunConfig { Corpus = "dinosaurs", Hidden = 8 }, null, TestContext.Current.CancellationToken);
        await using Visit visit = await workbench.OpenAsync($"/runs/{run.Id}/past?v=1&step=nonsense&layer=99&map=%00");
        await Expect(visit.Page.Locator(".empty")).ToContainTextAsync("No past yet");
    }
}
