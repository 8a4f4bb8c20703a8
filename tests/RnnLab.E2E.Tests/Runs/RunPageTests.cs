using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using RnnLab.E2E.Tests.Harness;
using RnnLab.E2E.Tests.Lab;
using RnnLab.Training;
using RnnLab.Training.Runs;
using static Microsoft.Playwright.Assertions;

namespace RnnLab.E2E.Tests.Runs;

/// <summary>The live page of a run: many tabs, the keyboard, and what can go wrong.</summary>
public sealed class RunPageTests(Workbench workbench) : IAsyncDisposable
{
    private RunRegistry Registry => workbench.Services.GetRequiredService<RunRegistry>();

    [Fact]
    public async Task Two_tabs_show_the_same_run_and_the_second_start_is_told_so()
    {
        TrainingRun run = await CreateAsync();
        await using Visit one = await workbench.OpenAsync($"/runs/{run.Id}");
        await using Visit two = await workbench.OpenAsync($"/runs/{run.Id}");
        // Both see "Train" and press it: the second press meets a run that trains already, or a button that has become Pause.
        await Expect(two.Page.GetByRole(AriaRole.Button, new() { Name = "Train", Exact = true })).ToBeVisibleAsync();
        await one.Page.GetByRole(AriaRole.Button, new() { Name = "Train", Exact = true }).ClickAsync();
        await Expect(one.Page.Locator(".run-status")).ToHaveTextAsync("Training");
        await Expect(two.Page.Locator(".run-status")).ToHaveTextAsync("Training");
        Assert.Equal("Already running.", (await run.StartAsync()).Message);

        await two.Page.GetByRole(AriaRole.Button, new() { Name = "Pause", Exact = true }).ClickAsync();
        await Expect(one.Page.Locator(".run-status")).ToHaveTextAsync("Paused");
        await run.StopAsync();
    }

    [Fact]
    public async Task A_second_run_waits_in_the_queue_and_says_behind_what()
    {
        TrainingRun first = await CreateAsync(), second = await CreateAsync();
        await first.StartAsync();
        await using Visit visit = await workbench.OpenAsync($"/runs/{second.Id}");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Train", Exact = true }).ClickAsync();
        await Expect(visit.Page.Locator(".run-status")).ToHaveTextAsync("Waiting");
        await first.StopAsync();
        await Expect(visit.Page.Locator(".run-status")).ToHaveTextAsync("Training");
        await second.StopAsync();
    }

    [Fact]
    public async Task Space_trains_and_pauses_and_step_trains_one_step()
    {
        TrainingRun run = await CreateAsync();
        await using Visit visit = await workbench.OpenAsync($"/runs/{run.Id}");
        IPage page = visit.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Step", Exact = true }).ClickAsync();
        await Expect(page.Locator(".run-tile-steps .stat-value")).ToHaveTextAsync(new Regex("^1\\s*of"));
        await Expect(page.Locator(".run-status")).ToHaveTextAsync("Paused");

        await page.Locator("h1").FocusAsync();
        await page.Keyboard.PressAsync(" ");
        await Expect(page.Locator(".run-status")).ToHaveTextAsync("Training");
        await page.Keyboard.PressAsync(" ");
        await Expect(page.Locator(".run-status")).ToHaveTextAsync("Paused");

        // In a field Space is a character.
        await page.GetByLabel("Begin with").FocusAsync();
        await page.Keyboard.PressAsync(" ");
        await Expect(page.GetByLabel("Begin with")).ToHaveValueAsync(" ");
        await Expect(page.Locator(".run-status")).ToHaveTextAsync("Paused");

        await page.Locator("h1").FocusAsync();
        await page.Keyboard.PressAsync("?");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Train or pause");
    }

    [Fact]
    public async Task Reset_asks_first_and_then_forgets_everything()
    {
        TrainingRun run = await CreateAsync(maxSteps: 12);
        await run.StartAsync();
        await run.WhenSettledAsync(TestContext.Current.CancellationToken);
        await using Visit visit = await workbench.OpenAsync($"/runs/{run.Id}");
        IPage page = visit.Page;
        await Expect(page.Locator(".run-status")).ToHaveTextAsync("Finished");
        await page.GetByRole(AriaRole.Button, new() { Name = "Reset", Exact = true }).ClickAsync();
        await Expect(page.Locator(".confirm")).ToContainTextAsync("Forget all 12 steps");
        // The focus follows the question a moment later; before that, Escape has nothing to close.
        await Expect(page.Locator(".confirm").GetByRole(AriaRole.Button, new() { Name = "Keep" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(".confirm")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Reset", Exact = true }).ClickAsync();
        await page.Locator(".confirm").GetByRole(AriaRole.Button, new() { Name = "Reset", Exact = true }).ClickAsync();
        await Expect(page.Locator(".run-status")).ToHaveTextAsync("Ready");
        await page.UntilAsync("() => document.querySelector('.curves-chart').dataset.points === '0'");
    }

    [Fact]
    public async Task What_one_looks_at_is_in_the_address()
    {
        TrainingRun run = await CreateAsync(maxSteps: 30);
        await run.StartAsync();
        await run.WhenSettledAsync(TestContext.Current.CancellationToken);
        await using Visit visit = await workbench.OpenAsync($"/runs/{run.Id}");
        IPage page = visit.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Layer 2" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "n candidate" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Log", Exact = true }).ClickAsync();
        await page.GetByLabel("Training step of the sample").FocusAsync();
        await page.Keyboard.PressAsync("Home");
        await Expect(page).ToHaveURLAsync(new Regex(@"\?v=1&layer=2&map=n&sample=\d+&loss=log$"));
        string text = await page.Locator(".samples .sample-text").InnerTextAsync();
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Layer 2" })).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(page.Locator(".gate-map:not([hidden]) .matrix-title")).ToHaveTextAsync("candidate n");
        await Expect(page.Locator(".samples .sample-text")).ToHaveTextAsync(text);

        await page.Locator(".gate-map:not([hidden]) .matrix-cursor").HoverAsync();
        await Expect(page.Locator(".gate-map:not([hidden]) .matrix-readout")).ToHaveTextAsync(new Regex(@"^n = .+ · step \d+, layer 2, unit \d+, t \d+"));
    }

    [Fact]
    public async Task A_choice_leaves_the_page_where_it_is_and_another_page_begins_at_its_top()
    {
        TrainingRun run = await CreateAsync(maxSteps: 12);
        await run.StartAsync();
        await run.WhenSettledAsync(TestContext.Current.CancellationToken);
        await using Visit visit = await workbench.OpenAsync($"/runs/{run.Id}");
        IPage page = visit.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Layer 2" }).ScrollIntoViewIfNeededAsync();
        await page.Mouse.WheelAsync(0, 300);
        await page.UntilAsync("() => scrollY > 200");
        await page.GetByRole(AriaRole.Button, new() { Name = "Layer 2" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("layer=2"));
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Layer 2" })).ToHaveAttributeAsync("aria-pressed", "true");
        Assert.True(await page.EvaluateAsync<double>("scrollY") > 100);

        await page.GetByRole(AriaRole.Link, new() { Name = "Data", Exact = true }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Data");
        await page.UntilAsync("() => scrollY === 0");
    }

    [Fact]
    public async Task A_run_that_exploded_says_so_and_offers_the_lab_with_a_change()
    {
        TrainingRun run = await CreateAsync(config => config with { Optimizer = Nn.Optimizers.OptimizerKind.Sgd, LearningRate = 900, Clip = ClipKind.None, MaxSteps = 400 });
        await run.StartAsync();
        await run.WhenSettledAsync(TestContext.Current.CancellationToken);
        Assert.Equal(RunStatus.Failed, run.Status);
        await using Visit visit = await workbench.OpenAsync($"/runs/{run.Id}");
        await Expect(visit.Page.Locator(".run-message")).ToContainTextAsync("loss");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Clip the gradient's norm at 5" }).ClickAsync();
        await Expect(visit.Page.Locator(".change").First).ToContainTextAsync("Clip gradients");
    }

    [Fact]
    public async Task An_unknown_run_is_met_with_words_and_a_way_on()
    {
        await using Visit visit = await workbench.OpenAsync("/runs/nothing-like-it");
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("There is no run “nothing-like-it” here");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "See all runs" }).ClickAsync();
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Runs");
    }

    [Fact]
    public async Task Runs_are_listed_compared_and_deleted()
    {
        TrainingRun one = await CreateAsync(maxSteps: 12), two = await CreateAsync(config => config with { Hidden = 20, MaxSteps = 12 });
        await one.StartAsync();
        await two.StartAsync();
        await one.WhenSettledAsync(TestContext.Current.CancellationToken);
        await two.WhenSettledAsync(TestContext.Current.CancellationToken);
        await using Visit visit = await workbench.OpenAsync($"/runs?v=1&compare={one.Id},{two.Id}");
        IPage page = visit.Page;
        await Expect(page.Locator(".compare .table tbody tr").First).ToContainTextAsync("Hidden units");
        await page.GetByRole(AriaRole.Button, new() { Name = "Steps" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("sort=steps"));
        ILocator row = page.Locator($"tr:has(a[href='runs/{two.Id}'])").First;
        await row.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await row.Locator(".confirm").GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await Expect(page.Locator($".runs-table a[href='runs/{two.Id}']")).ToHaveCountAsync(0);
        Assert.Null(Registry.Find(two.Id));
    }

    [Fact]
    public async Task A_run_that_is_deleted_in_another_tab_is_said_to_be_gone()
    {
        TrainingRun run = await CreateAsync();
        await using Visit visit = await workbench.OpenAsync($"/runs/{run.Id}");
        await Expect(visit.Page.Locator(".run-status")).ToHaveTextAsync("Ready");
        await run.StartAsync();
        await Expect(visit.Page.Locator(".run-status")).ToHaveTextAsync("Training");
        await Registry.DeleteAsync(run.Id);
        await Expect(visit.Page.Locator("h1")).ToContainTextAsync("There is no run");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "See all runs" }).ClickAsync();
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Runs");
    }

    /// <summary>No test leaves a run that trains behind.</summary>
    public ValueTask DisposeAsync() => workbench.ClearRunsAsync();

    private Task<TrainingRun> CreateAsync(long maxSteps) => CreateAsync(config => config with { MaxSteps = maxSteps });

    private Task<TrainingRun> CreateAsync(Func<RunConfig, RunConfig>? change = null)
    {
        RunConfig config = RunConfigUrl.FromQuery(SmallRun.Lab[SmallRun.Lab.IndexOf('?')..]).Config;
        return Registry.CreateAsync(change?.Invoke(config) ?? config, null, TestContext.Current.CancellationToken);
    }
}
