using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using RnnLab.Compute;
using RnnLab.E2E.Tests.Harness;
using RnnLab.E2E.Tests.Lab;
using RnnLab.Training;
using RnnLab.Training.Runs;
using static Microsoft.Playwright.Assertions;

namespace RnnLab.E2E.Tests.Sampling;

/// <summary>Stepping through a model's writing in a real browser.</summary>
public sealed class SamplePageTests(Workbench workbench) : IAsyncDisposable
{
    private RunRegistry Registry => workbench.Services.GetRequiredService<RunRegistry>();

    [Fact]
    public async Task On_a_fresh_machine_a_shipped_model_writes_at_once()
    {
        // Other tests leave their runs behind.
        await workbench.ClearRunsAsync();
        await using Visit visit = await workbench.OpenAsync("/sample?v=1&n=30");
        await Expect(visit.Page.Locator("#sampling-run optgroup").First).ToHaveAttributeAsync("label", "Shipped with RnnLab");
        await Expect(visit.Page.Locator(".text-strip .ch:not(.next)")).ToHaveCountAsync(31);
        await visit.Page.UntilAsync("() => location.search.includes('run=names-gru-64')");
    }

    [Fact]
    public async Task A_text_is_stepped_picked_and_found_again_behind_its_link()
    {
        TrainingRun run = await TrainAsync();
        await using Visit visit = await workbench.OpenAsync($"/runs/{run.Id}");
        IPage page = visit.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Step through its writing" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Sample");

        // Type: the state warms up, character by character.
        await page.GetByLabel("Begin with").FillAsync("tri");
        await Expect(page.Locator(".text-strip .primed")).ToHaveCountAsync(3);
        await Expect(page.Locator(".stage-verdict")).ToHaveTextAsync(new Regex("^Next the die shows 0\\.\\d{4}: it will fall on"));
        await page.Locator(".matrix-host[data-frames]").WaitForAsync();

        // Step, with the button and with the keys.
        await page.GetByRole(AriaRole.Button, new() { Name = "Step", Exact = true }).And(page.Locator(".transport button")).ClickAsync();
        await Expect(page.Locator(".text-strip .ch:not(.next)")).ToHaveCountAsync(4);
        await page.Locator("h1").FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Locator(".text-strip .ch:not(.next)")).ToHaveCountAsync(5);
        string two = await TextAsync(page);

        // Back: nothing is forgotten, and the choice of the second character is shown.
        await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(page.Locator("#stage-title")).ToHaveTextAsync("How character 5 is chosen");
        await Expect(page.Locator(".stage-verdict")).ToHaveTextAsync(new Regex("^The die showed"));
        Assert.Equal(two, await TextAsync(page));

        // A click on a character looks at its choice; the arrow goes on from there.
        await page.Locator(".text-strip .ch").Nth(3).ClickAsync();
        await Expect(page.Locator("#stage-title")).ToHaveTextAsync("How character 4 is chosen");
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Locator("#stage-title")).ToHaveTextAsync("How character 5 is chosen");

        // "Recompute" derives the numbers again on the reference.
        await page.GetByRole(AriaRole.Button, new() { Name = "Recompute on the reference" }).ClickAsync();
        await Expect(page.Locator(".recompute [role=status]")).ToContainTextAsync("against the float64 reference: largest difference of a score");

        // Pick another in its place.
        await page.Locator(".stage-pick[aria-pressed=false]").Nth(3).ClickAsync();
        await Expect(page.Locator(".text-strip .picked")).ToHaveCountAsync(1);
        await Expect(page.Locator("#stage-title")).ToHaveTextAsync("How character 6 is chosen");

        // Space plays, and Space in a field is a space.
        await page.Locator("h1").FocusAsync();
        await page.Keyboard.PressAsync(" ");
        await page.UntilAsync("() => document.querySelectorAll('.text-strip .ch').length > 9");
        await page.Keyboard.PressAsync(" ");
        await Expect(page.Locator(".transport-play")).ToHaveTextAsync("Play");
        await page.GetByLabel("Temperature T", new() { Exact = true }).FillAsync("1.4");
        await Expect(page.Locator(".text-strip .picked")).ToHaveCountAsync(1);

        // The link: the same text, the same place.
        await page.GetByRole(AriaRole.Button, new() { Name = "Step back" }).ClickAsync();
        await page.UntilAsync("() => /temp=1\\.4/.test(location.search) && /picks=1-/.test(location.search) && /[?&]t=\\d+/.test(location.search)");
        string text = await TextAsync(page), title = await page.Locator("#stage-title").TextContentAsync() ?? "", verdict = await page.Locator(".stage-verdict").TextContentAsync() ?? "";
        string link = page.Url;
        await page.ReloadAsync();
        await Expect(page.Locator("#stage-title")).ToHaveTextAsync(title);
        await Expect(page.Locator(".stage-verdict")).ToHaveTextAsync(verdict);
        Assert.Equal(text, await TextAsync(page));
        Assert.Equal(link, page.Url);
    }

    [Fact]
    public async Task The_list_of_checkpoints_follows_a_run_that_trains()
    {
        RunConfig config = new() { Corpus = "dinosaurs", Cell = CellKind.Gru, Layers = 1, Hidden = 8, SequenceLength = 10, Batch = 8, Epochs = 100_000, SampleEvery = 0, ValidateEvery = 50 };
        TrainingRun run = await Registry.CreateAsync(config, null, TestContext.Current.CancellationToken);
        await run.StartAsync();
        await using Visit visit = await workbench.OpenAsync($"/runs/{run.Id}");
        await Expect(visit.Page.Locator(".run-status")).ToHaveTextAsync("Training");
        await visit.GoAsync($"/sample?v=1&run={run.Id}");
        await Expect(visit.Page.Locator("#sampling-step option").First).ToContainTextAsync("step");
        string first = await visit.Page.Locator("#sampling-step").InnerTextAsync();
        await visit.Page.UntilAsync("first => document.querySelector('#sampling-step').innerText !== first && document.querySelectorAll('#sampling-step option').length > 0", first);
        await run.StopAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1366, 768)]
    [InlineData(ColorScheme.Dark, 1920, 1080)]
    [InlineData(ColorScheme.Light, 390, 844)]
    public async Task Every_view_of_a_text_looks_right(ColorScheme theme, int width, int height)
    {
        TrainingRun run = await TrainAsync();
        await using Visit visit = await workbench.OpenAsync("/sample?v=1&text=saurus&n=60&picks=4-61", theme, width, height);
        IPage page = visit.Page;
        (string Mode, string Sign)[] modes = [("Step", ".stage-table"), ("Lanes", ".lane-text"), ("Futures", ".future-text"), ("Beam", ".beam-node"), ("Compare", ".heat-difference .ch"), ("Copying", ".copy-verdict")];
        foreach ((string mode, string sign) in modes)
        {
            await page.Locator(".mode-tabs button", new() { HasTextString = mode }).ClickAsync();
            await page.Locator(sign).First.WaitForAsync();
            await visit.PictureAsync($"sample-{mode}-{theme}-{width}".ToLowerInvariant());
            Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), $"{mode} is wider than {width} pixels.");
            await visit.AssertAccessibleAsync();
        }

        await page.UntilAsync("id => location.search.includes('mode=copying') && location.search.includes(id)", run.Id);
    }

    /// <summary>Leaves nothing for other tests to see.</summary>
    public ValueTask DisposeAsync() => workbench.ClearRunsAsync();

    private static async Task<string> TextAsync(IPage page) => string.Concat(await page.Locator(".writing-card .text-strip .ch").AllTextContentsAsync());

    private async Task<TrainingRun> TrainAsync()
    {
        RunConfig config = RunConfigUrl.FromQuery(SmallRun.Short[SmallRun.Short.IndexOf('?')..]).Config;
        TrainingRun run = await Registry.CreateAsync(config, null, TestContext.Current.CancellationToken);
        await run.StartAsync();
        await run.WhenSettledAsync(TestContext.Current.CancellationToken);
        return run;
    }
}
