using Microsoft.Playwright;
using RnnLab.E2E.Tests.Harness;
using static Microsoft.Playwright.Assertions;

namespace RnnLab.E2E.Tests.Gates;

/// <summary>A shipped model, then the same network untrained, then one that reads from both ends; all of it behind a link.</summary>
public sealed class HandNetworkJourneyTests(Workbench workbench)
{
    [Theory]
    [InlineData(ColorScheme.Light, 1366, 768)]
    [InlineData(ColorScheme.Dark, 1920, 1080)]
    public async Task From_a_shipped_model_to_one_set_up_by_hand_and_back_through_the_link(ColorScheme theme, int width, int height)
    {
        await using Visit visit = await workbench.OpenAsync("/gates?v=1&run=names-lstm-64&text=allosaurus", theme, width, height);
        IPage page = visit.Page;
        await Expect(page.Locator(".gates-cell .card-note")).ToContainTextAsync("step 840");
        await page.Locator(".gates-model select").First.SelectOptionAsync(new SelectOptionValue { Label = "Set up by hand" });
        await Expect(page.Locator(".hand-fields")).ToContainTextAsync("nothing here was learned");
        await Expect(page.Locator(".gates-model-line")).ToContainTextAsync("Untrained: weights drawn with seed 1");
        await Expect(page.GetByLabel("Text that the network reads")).ToHaveValueAsync("allosaurus");
        await Expect(page.Locator(".hand-fields select[aria-label=Cell]")).ToHaveValueAsync("lstm");

        await page.GetByLabel("Read from the end too").CheckAsync();
        await page.GetByRole(AriaRole.Group, new() { Name = "Direction" }).GetByRole(AriaRole.Button, new() { Name = "Backward" }).ClickAsync();
        await Expect(page.Locator(".gates-cell .card-note")).ToContainTextAsync("layer 1 backward, unit 0, t 0");
        await page.GetByRole(AriaRole.Button, new() { Name = "Recompute on the reference" }).ClickAsync();
        await Expect(page.Locator(".recompute [role=status]")).ToContainTextAsync("Reference, float64");
        await page.UntilAsync("() => location.search.includes('both') && location.search.includes('dir=backward')");
        await visit.AssertAccessibleAsync();
        await visit.PictureAsync($"gates-by-hand-{theme}-{width}".ToLowerInvariant());

        await page.ReloadAsync();
        await Expect(page.Locator(".gates-cell .card-note")).ToContainTextAsync("layer 1 backward, unit 0, t 0");
        await Expect(page.GetByLabel("Read from the end too")).ToBeCheckedAsync();
    }

    [Fact]
    public async Task A_network_set_up_by_hand_writes_what_chance_gave_it()
    {
        await using Visit visit = await workbench.OpenAsync("/sample?v=1&hand=gru,hidden:16&n=20");
        IPage page = visit.Page;
        await Expect(page.Locator(".text-strip .ch:not(.next)")).ToHaveCountAsync(21);
        await Expect(page.Locator(".hand-fields")).ToContainTextAsync("nothing here was learned");
        await page.GetByLabel("Hidden units").FillAsync("24");
        await page.GetByLabel("Hidden units").PressAsync("Enter");
        await page.UntilAsync("() => location.search.includes('hidden:24')");
        await Expect(page.Locator(".text-strip .ch:not(.next)")).ToHaveCountAsync(21);
        await visit.GoAsync("/sample?v=1&hand=gru,both");
        await Expect(page.Locator(".sampling-notice")).ToContainTextAsync("cannot write");
    }
}
