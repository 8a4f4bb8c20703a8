using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using RnnLab.Compute;
using RnnLab.E2E.Tests.Harness;
using RnnLab.Training;
using RnnLab.Training.Runs;
using static Microsoft.Playwright.Assertions;

namespace RnnLab.E2E.Tests.Inside;

/// <summary>One moment, looked at from all four pages, and in another notation.</summary>
public sealed class SelectionJourneyTests(Workbench workbench)
{
    private RunRegistry Registry => workbench.Services.GetRequiredService<RunRegistry>();

    [Fact]
    public async Task One_selection_leads_through_all_four_views()
    {
        TrainingRun run = await TrainedAsync();
        try
        {
            await using Visit visit = await workbench.OpenAsync($"/gates?v=1&run={run.Id}&step=12&text=allosaurus&layer=2");
            IPage page = visit.Page;
            await page.UntilAsync("() => 'ready' in (document.querySelector('.gates-stage')?.dataset ?? {})");
            await page.Locator("[data-letter='c'] .matrix-cursor").FocusAsync();
            foreach (string key in (string[])["ArrowRight", "ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown"]) await page.Keyboard.PressAsync(key);
            await Expect(page.Locator(".gates-cell .card-note")).ToContainTextAsync("layer 2, unit 2, t 3");
            string address = await MovesOnAsync(page, "Sample", "unit=2&t=3");

            // The cursor stands after symbol 3, and the unit is marked in the state.
            await Expect(page.Locator("#stage-title")).ToHaveTextAsync("How character 5 is chosen");
            await Expect(page.Locator(".matrix-host")).ToHaveAttributeAsync("data-marked", "2 3");
            await Expect(page.Locator(".matrix-readout")).ToContainTextAsync("layer 2, unit 2, t 3");
            Assert.Contains("text=allosaurus", address, StringComparison.Ordinal);
            await MovesOnAsync(page, "Unroll", "unit=2&t=3");

            // The debugger has just computed f of layer 2 at that step, as the map was f; the unit is the element.
            await Expect(page.Locator(".unroll-operation .card-note")).ToContainTextAsync("t = 3, layer 2");
            await page.UntilAsync("() => /el=2/.test(location.search) || /t=3/.test(location.search)");
            await MovesOnAsync(page, "Past", "unit=2&t=3");
            await Expect(page.Locator(".past-step")).ToHaveTextAsync("step 12");
            await Expect(page.Locator(".matrix-host")).ToHaveAttributeAsync("data-marked", "2 3");
            await Expect(page.Locator(".matrix-readout")).ToContainTextAsync("unit 2, t 3");
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Layer 2" })).ToHaveAttributeAsync("aria-pressed", "true");
            await visit.AssertAccessibleAsync();
            await visit.PictureAsync("selection-past");
            await MovesOnAsync(page, "Gates", "unit=2&t=3");
            await Expect(page.Locator(".gates-at")).ToHaveTextAsync(new Regex("t 3 of 9.*unit 2"));
        }
        finally
        {
            await Registry.DeleteAsync(run.Id);
        }
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Another_notation_stays_and_travels_with_the_link(ColorScheme theme)
    {
        TrainingRun run = await TrainedAsync();
        try
        {
            await using Visit visit = await workbench.OpenAsync($"/gates?v=1&run={run.Id}&text=allosaurus&t=3&map=f", theme);
            IPage page = visit.Page;
            await Expect(page.Locator(".gates-cell .card-note")).ToContainTextAsync("forget f, layer 1");
            ILocator choice = page.GetByLabel("Notation", new() { Exact = true });
            await Expect(page.Locator(".notation-choice[data-ready]")).ToBeVisibleAsync();
            await choice.SelectOptionAsync("coursera");
            await Expect(page.Locator(".gates-cell .card-note")).ToContainTextAsync("forget Γf, layer 1");
            await Expect(page.Locator(".gates-formulas [data-tex]").First).ToHaveAttributeAsync("data-tex", new Regex(@"\\Gamma_\{f\}\^\{\\langle t\\rangle\}"));
            await visit.AssertAccessibleAsync();
            await visit.PictureAsync($"notation-{theme}");
            await page.ReloadAsync();
            await Expect(choice).ToHaveValueAsync("coursera");
            await Expect(page.Locator(".gates-cell .card-note")).ToContainTextAsync("forget Γf, layer 1");

            // What an address says goes first, in its tab alone.
            await visit.GoAsync($"/unroll?v=1&cell=lstm&notation=d2l");
            await Expect(choice).ToHaveValueAsync("d2l");
            await Expect(page.Locator(".unroll-cell [data-tex]").First).ToHaveAttributeAsync("data-tex", new Regex(@"\\mathbf\{[IFOCH]\}|\\tilde"));
            await page.ReloadAsync();
            await Expect(choice).ToHaveValueAsync("d2l");
            await choice.SelectOptionAsync("pytorch");
            await Expect(page.Locator(".unroll-cell [data-tex]").First).ToHaveAttributeAsync("data-tex", new Regex(@"\\q\{[ifgoch]\}\{[ifgoch]_"));
        }
        finally
        {
            await Registry.DeleteAsync(run.Id);
        }
    }

    // The link follows a moment after the selection: it is followed once it leads where it should.
    private static async Task<string> MovesOnAsync(IPage page, string view, string moment)
    {
        ILocator link = page.Locator($".view-links [data-view={view}]");
        await Expect(link).ToHaveAttributeAsync("href", new Regex($"{moment}(&|$)"));
        await link.ClickAsync();
        await Expect(page.Locator($".view-links [data-view={view}][aria-current=page]")).ToBeVisibleAsync();
        return page.Url;
    }

    private async Task<TrainingRun> TrainedAsync()
    {
        RunConfig config = new() { Corpus = "dinosaurs", Cell = CellKind.Lstm, Layers = 2, Hidden = 12, SequenceLength = 12, Batch = 8, MaxSteps = 12, SampleEvery = 6, SampleLength = 30, LearningRate = 0.01 };
        TrainingRun run = await Registry.CreateAsync(config, "selection", TestContext.Current.CancellationToken);
        await run.StartAsync();
        await run.WhenSettledAsync(TestContext.Current.CancellationToken);
        return run;
    }
}
