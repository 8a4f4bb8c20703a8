using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using RnnLab.Compute;
using RnnLab.E2E.Tests.Harness;
using RnnLab.Training;
using RnnLab.Training.Runs;
using static Microsoft.Playwright.Assertions;

namespace RnnLab.E2E.Tests.Gates;

/// <summary>Inside a network as a student goes there: type, scrub, select, clamp, and find the same view again behind the link.</summary>
public sealed class GatesJourneyTests(Workbench workbench) : IAsyncDisposable
{
    /// <summary>Leaves nothing for other tests to see.</summary>
    public ValueTask DisposeAsync() => workbench.ClearRunsAsync();

    private RunRegistry Registry => workbench.Services.GetRequiredService<RunRegistry>();

    [Fact]
    public async Task Type_scrub_select_clamp_and_reload_the_link()
    {
        TrainingRun run = await TrainedAsync();
        await using Visit visit = await workbench.OpenAsync($"/gates?v=1&run={run.Id}");
        IPage page = visit.Page;
        await ReadyAsync(page);

        // Type: the maps have a column for each character.
        await page.GetByLabel("Text that the network reads").FillAsync("allosaurus\nzby%");
        await page.UntilAsync("() => document.querySelectorAll('.gates-text [data-t]').length === 15");
        await Expect(page.Locator("#gates-entry-line")).ToContainTextAsync("%");

        // Scrub and select by keyboard, in the map and in the text.
        await page.Locator("[data-letter='z'] .matrix-cursor").FocusAsync();
        foreach (string key in (string[])["ArrowRight", "ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown"]) await page.Keyboard.PressAsync(key);
        await Expect(page.Locator(".gates-at")).ToContainTextAsync("t 3 of 14");
        await Expect(page.Locator(".gates-at")).ToContainTextAsync("unit 2");
        await Expect(page.Locator(".gates-cell .card-note")).ToContainTextAsync("update z, layer 1, unit 2, t 3");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".gates-pins li")).ToHaveCountAsync(1);
        await page.Locator(".gates-text").FocusAsync();
        await page.Keyboard.PressAsync("Shift+ArrowRight");
        await page.Keyboard.PressAsync("Shift+ArrowRight");
        await Expect(page.Locator(".gates-text .brushed")).ToHaveCountAsync(3);
        await Expect(page.Locator(".gates-span")).ToContainTextAsync("t 3 to 5");

        // Space plays to the end.
        await page.Keyboard.PressAsync("End");
        await page.Keyboard.PressAsync("Home");
        await page.Keyboard.PressAsync(" ");
        await Expect(page.Locator(".gates-at")).ToContainTextAsync("t 14 of 14");

        // Clamp: another loss, and the maps can show it.
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove gate z" }).ClickAsync();
        await Expect(page.Locator(".gates-compare section").Nth(1)).ToContainTextAsync("nats/char");
        await page.GetByRole(AriaRole.Button, new() { Name = "With the changes" }).ClickAsync();
        await Expect(page.Locator(".gates-hover")).ToContainTextAsync("z 0.0000");

        // Other dice for both continuations.
        await page.Locator(".gates-dice input").Nth(2).FillAsync("99");
        await page.Locator(".gates-dice input").Nth(2).PressAsync("Enter");

        // The link brings everything back.
        await page.UntilAsync("() => location.search.includes('show=changed') && location.search.includes('t=14') && location.search.includes('seed=99')");
        string address = page.Url;
        await page.ReloadAsync();
        await ReadyAsync(page);
        await Expect(page.Locator(".gates-at")).ToHaveTextAsync(new Regex("t 14 of 14.*unit 2"));
        await Expect(page.Locator(".gates-pins li")).ToHaveCountAsync(1);
        await Expect(page.Locator(".gates-text .brushed")).ToHaveCountAsync(3);
        await Expect(page.Locator(".gates-edits")).ToContainTextAsync("z of all units held at 0");
        await Expect(page.Locator(".gates-hover")).ToContainTextAsync("z 0.0000");
        Assert.Equal(address, page.Url);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task It_is_accessible_in_both_themes(ColorScheme theme)
    {
        TrainingRun run = await TrainedAsync();
        await using Visit visit = await workbench.OpenAsync($"/gates?v=1&run={run.Id}&span=3-5&on=0.1&edits=hold,1,z,all,0", theme);
        await ReadyAsync(visit.Page);
        await Expect(visit.Page.Locator(".gates-compare section").Nth(1)).ToContainTextAsync("nats/char");
        await Expect(visit.Page.Locator(".gates-formulas .katex").First).ToBeVisibleAsync();
        await visit.AssertAccessibleAsync();
        await visit.PictureAsync($"gates-{theme}");
    }

    [Fact]
    public async Task Nonsense_in_the_address_shows_the_usual_view_and_a_missing_checkpoint_is_said()
    {
        TrainingRun run = await TrainedAsync();
        await using Visit visit = await workbench.OpenAsync($"/gates?v=1&run={run.Id}&step=99999&layer=9&unit=x&t=77777&map=zzz&zoom=9-1-0-0&edits=;;hold,1&text=~!!");
        await ReadyAsync(visit.Page);
        await Expect(visit.Page.Locator(".notice").First).ToContainTextAsync("There is no checkpoint of step 99,999");
        await Expect(visit.Page.Locator(".gates-at")).ToContainTextAsync("t 239 of 239");
    }

    [Fact]
    public async Task It_follows_a_network_that_trains()
    {
        TrainingRun run = await Registry.CreateAsync(Config(null), null, TestContext.Current.CancellationToken);
        await using Visit visit = await workbench.OpenAsync($"/gates?v=1&run={run.Id}");
        await ReadyAsync(visit.Page);
        await Expect(visit.Page.Locator(".gates-model-line")).ToContainTextAsync("Weights of step 0");
        await run.StartAsync();
        await visit.Page.UntilAsync("() => { const step = Number(document.querySelector('.gates-model-line').textContent.replaceAll(',', '').match(/step (\\d+)/)[1]); window.steps ??= new Set(); window.steps.add(step); return window.steps.size > 4; }");
        await run.StopAsync();
    }

    private static async Task ReadyAsync(IPage page) => await page.Locator(".gates-stage[data-ready]").WaitForAsync();

    private static RunConfig Config(int? steps) => new() { Corpus = "dinosaurs", Cell = CellKind.Gru, Layers = 2, Hidden = 12, SequenceLength = 10, Batch = 8, Epochs = 4000, MaxSteps = steps };

    private async Task<TrainingRun> TrainedAsync()
    {
        TrainingRun run = await Registry.CreateAsync(Config(20), null, TestContext.Current.CancellationToken);
        await run.StartAsync();
        await run.WhenSettledAsync(TestContext.Current.CancellationToken);
        return run;
    }
}
