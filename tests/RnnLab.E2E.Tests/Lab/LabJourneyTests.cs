using System.Text.RegularExpressions;
using Microsoft.Playwright;
using RnnLab.E2E.Tests.Harness;
using static Microsoft.Playwright.Assertions;

namespace RnnLab.E2E.Tests.Lab;

/// <summary>What a new person does: choose, train, watch, pause, come back, let it write, stop.</summary>
public sealed partial class LabJourneyTests(Workbench workbench) : IAsyncDisposable
{
    /// <summary>No test leaves a run that trains behind.</summary>
    public ValueTask DisposeAsync() => workbench.ClearRunsAsync();

    [Fact]
    public async Task From_a_preset_to_a_text_that_the_network_wrote()
    {
        await using Visit visit = await workbench.OpenAsync("/lab");
        IPage page = visit.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Names in a minute" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("corpus=dinosaurs"));
        // The preset as it is, only smaller, so that the test is quick on a busy machine.
        await visit.GoAsync(SmallRun.Lab);
        await page.Locator("#lab-train").ClickAsync();
        await Expect(page).ToHaveURLAsync(RunAddress());
        await Expect(page.Locator(".run-status")).ToHaveTextAsync("Training");

        await ChartHasMoreThan(page, 3);
        await ChartHasMoreThan(page, await Points(page));
        await Expect(page.Locator(".samples .sample-text")).Not.ToBeEmptyAsync();
        await GatesMove(page);

        await page.GetByRole(AriaRole.Button, new() { Name = "Pause", Exact = true }).ClickAsync();
        await Expect(page.Locator(".run-status")).ToHaveTextAsync("Paused");
        string steps = await page.Locator(".run-tile-steps .stat-value").InnerTextAsync();
        await page.ReloadAsync();
        await Expect(page.Locator(".run-status")).ToHaveTextAsync("Paused");
        await Expect(page.Locator(".run-tile-steps .stat-value")).ToHaveTextAsync(steps);
        await ChartHasMoreThan(page, 3);

        await page.GetByRole(AriaRole.Button, new() { Name = "Resume", Exact = true }).ClickAsync();
        await Expect(page.Locator(".run-status")).ToHaveTextAsync("Training");
        await Expect(page.Locator(".run-tile-steps .stat-value")).Not.ToHaveTextAsync(steps);

        await page.GetByLabel("Begin with").FillAsync("Tyrano");
        await Expect(page.Locator("#prime-line")).ToContainTextAsync("never uses “T”");
        await page.GetByLabel("Begin with").FillAsync("tyrano");
        await page.GetByLabel("Length").FillAsync("80");
        await page.GetByRole(AriaRole.Button, new() { Name = "Write", Exact = true }).ClickAsync();
        await Expect(page.Locator(".sample-output")).ToHaveTextAsync(new Regex("^tyrano(.|\n){80}$"));

        await page.GetByRole(AriaRole.Button, new() { Name = "Stop", Exact = true }).ClickAsync();
        await Expect(page.Locator(".run-status")).ToHaveTextAsync("Stopped");
        await Expect(page.Locator(".checkpoints tbody tr").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Changed_settings_are_told_against_the_run_they_came_from()
    {
        await using Visit visit = await workbench.OpenAsync(SmallRun.Short);
        IPage page = visit.Page;
        await page.Locator("#lab-train").ClickAsync();
        await Expect(page.Locator(".run-status")).ToHaveTextAsync("Finished", new() { Timeout = 60_000 });
        await page.GetByRole(AriaRole.Link, new() { Name = "Change settings" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/lab\\?.*from="));
        await Expect(page.Locator("#setting-hidden")).ToHaveValueAsync("12");
        await page.Locator("#setting-hidden").FillAsync("20");
        await Expect(page.Locator(".change")).ToHaveTextAsync(new Regex("Hidden units\\s*12\\s*20"));
        await Expect(page).ToHaveURLAsync(new Regex("hidden=20"));
        await page.ReloadAsync();
        await Expect(page.Locator("#setting-hidden")).ToHaveValueAsync("20");
        await Expect(page.Locator(".change")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Everything_works_by_keyboard_alone()
    {
        await using Visit visit = await workbench.OpenAsync(SmallRun.Lab);
        IPage page = visit.Page;
        await Expect(page.Locator("#lab-train")).ToBeEnabledAsync();
        await TabToAsync(page, "#setting-hidden");
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync("14");
        await Expect(page).ToHaveURLAsync(new Regex("hidden=14"));
        await TabToAsync(page, "#lab-train");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".run-status")).ToHaveTextAsync("Training");
        await page.UntilAsync("() => Number(document.querySelector('.gate-map:not([hidden]) .matrix-host')?.dataset.frames) > 0");
        await page.Keyboard.PressAsync(" ");
        await Expect(page.Locator(".run-status")).ToHaveTextAsync("Paused");
        await TabToAsync(page, ".gate-map:not([hidden]) .matrix-cursor");
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Locator(".gate-map:not([hidden]) .matrix-readout")).ToContainTextAsync("unit 0, t 1");
        await page.Keyboard.PressAsync("Escape");
    }

    [Fact]
    public async Task Nonsense_in_the_address_is_told_in_its_fields()
    {
        await using Visit visit = await workbench.OpenAsync("/lab?v=9&hidden=lots&lr=-1&cell=transformer&corpus=atlantis&seed=%00&decay=7");
        IPage page = visit.Page;
        await Expect(page.Locator("#setting-hidden-line")).ToContainTextAsync("“lots” is not a whole number");
        await Expect(page.Locator("#setting-lr-line")).ToContainTextAsync("more than 0");
        await Expect(page.Locator("#setting-cell-line")).ToContainTextAsync("“transformer” is not one of");
        await Expect(page.Locator("#corpus-line")).ToContainTextAsync("There is no text called “atlantis”");
        // A problem in the drawer opens it.
        await Expect(page.Locator("#setting-decay-line")).ToBeVisibleAsync();
        await Expect(page.Locator("#lab-train")).ToBeDisabledAsync();
        await page.Locator("#setting-hidden").FillAsync("32");
        await Expect(page.Locator("#setting-hidden-line")).Not.ToContainTextAsync("not a whole number");
    }

    [Fact]
    public async Task A_text_of_ones_own_is_uploaded_and_chosen()
    {
        await using Visit visit = await workbench.OpenAsync("/lab");
        IPage page = visit.Page;
        string verse = string.Concat(Enumerable.Range(0, 400).Select(i => $"line {i} goes on\n"));
        await ChooseAsync(page, new FilePayload { Name = "verse.txt", MimeType = "text/plain", Buffer = System.Text.Encoding.UTF8.GetBytes(verse) });
        await Expect(page.Locator(".corpus-on .corpus-title")).ToHaveTextAsync("verse.txt");
        await Expect(page).ToHaveURLAsync(new Regex("corpus=upload-"));
    }

    [Theory]
    [InlineData("empty.txt", "")]
    [InlineData("picture.png", "\u0089PNG\r\n\u001a\n\0\0\0\rIHDR")]
    [InlineData("latin1.txt", "caf\u00e9 cr\u00e8me caf\u00e9")]
    [InlineData("same.txt", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task A_file_that_cannot_be_learned_from_is_refused_in_its_place(string name, string content)
    {
        await using Visit visit = await workbench.OpenAsync("/lab");
        IPage page = visit.Page;
        await ChooseAsync(page, new FilePayload { Name = name, MimeType = "text/plain", Buffer = System.Text.Encoding.Latin1.GetBytes(content) });
        ILocator sentence = page.Locator("section[data-setting=corpus] .notice.bad, #corpus-line.setting-problem");
        await Expect(sentence.First).ToBeVisibleAsync();
        Assert.DoesNotContain("Exception", await sentence.First.InnerTextAsync());
    }

    [GeneratedRegex("/runs/[^/]+$")]
    private static partial Regex RunAddress();

    private static async Task<int> Points(IPage page) => int.Parse(await page.Locator(".curves-chart").GetAttributeAsync("data-points") ?? "0", System.Globalization.CultureInfo.InvariantCulture);

    private static Task ChartHasMoreThan(IPage page, int points) =>
        page.UntilAsync("n => Number(document.querySelector('.curves-chart')?.dataset.points) > n", points);

    // A person cannot choose while the input is disabled; Playwright would.
    private static async Task ChooseAsync(IPage page, FilePayload file)
    {
        ILocator input = page.Locator(".drop-input");
        await Expect(input).ToBeEnabledAsync();
        await input.SetInputFilesAsync(file);
    }

    private static async Task TabToAsync(IPage page, string selector)
    {
        for (int i = 0; i < 80; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("s => document.activeElement?.matches(s) ?? false", selector))
                return;
        }
        Assert.Fail($"Tab never reached {selector}.");
    }

    private static async Task GatesMove(IPage page)
    {
        await page.UntilAsync("() => Number(document.querySelector('.gate-map:not([hidden]) .matrix-host')?.dataset.frames) > 2");
        const string Picture = "() => { const c = document.querySelector('.gate-map:not([hidden]) canvas.matrix-values'); const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; let colours = new Set(), sum = 0; for (let i = 0; i < d.length; i += 4) { colours.add(d[i] << 16 | d[i + 1] << 8 | d[i + 2]); sum = (sum * 31 + d[i]) % 1000003; } return [colours.size, sum]; }";
        int[] first = await page.EvaluateAsync<int[]>(Picture);
        Assert.True(first[0] > 10, $"The gate panel shows {first[0]} colours.");
        await page.UntilAsync($"before => ({Picture})()[1] !== before", first[1]);
    }
}
