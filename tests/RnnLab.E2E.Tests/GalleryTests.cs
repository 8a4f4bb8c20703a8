using System.Globalization;
using Microsoft.Playwright;
using RnnLab.E2E.Tests.Harness;

namespace RnnLab.E2E.Tests;

/// <summary>Every visual, drawn by a real browser.</summary>
public sealed class GalleryTests(Workbench workbench)
{
    [Theory]
    [InlineData(ColorScheme.Light, 1366)]
    [InlineData(ColorScheme.Dark, 1366)]
    [InlineData(ColorScheme.Light, 1920)]
    [InlineData(ColorScheme.Dark, 600)]
    public async Task Every_part_is_drawn_and_accessible(ColorScheme theme, int width)
    {
        await using Visit visit = await OpenAsync(theme, width, width == 1920 ? 1080 : 768);
        await visit.PictureAsync($"gallery-{theme}-{width}");
        await visit.AssertAccessibleAsync();
    }

    [Fact]
    public async Task New_points_extend_a_chart_and_its_table_without_drawing_it_anew()
    {
        await using Visit visit = await OpenAsync();
        const string Points = "document.querySelector('.plotly-host').data[0].x.length";
        Assert.Equal(200, await visit.Page.EvaluateAsync<int>(Points));
        await visit.Page.Locator("#extend").ClickAsync();
        await visit.Page.UntilAsync("() => " + Points + " === 210");
        Assert.Equal(210, await visit.Page.EvaluateAsync<int>("document.querySelector('.plotly-host').data[0].y.length"));

        ILocator figure = visit.Page.Locator(".plotly-figure");
        await figure.GetByRole(AriaRole.Button, new() { Name = "Data table" }).ClickAsync();
        await Assertions.Expect(figure.Locator("tbody tr")).ToHaveCountAsync(210);
        await Assertions.Expect(figure.Locator("tbody tr").Last).ToContainTextAsync("210");
        await visit.AssertAccessibleAsync();

        // The points survive a change of theme, which draws everything anew.
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Dark theme" }).ClickAsync();
        await visit.Page.UntilAsync("() => document.querySelector('.plotly-host').layout.font.color === getComputedStyle(document.querySelector('.field-label')).color");
        Assert.Equal(210, await visit.Page.EvaluateAsync<int>(Points));
    }

    [Fact]
    public async Task A_heat_map_shows_value_and_address_and_tells_the_server_what_was_pinned()
    {
        await using Visit visit = await OpenAsync();
        ILocator gate = visit.Page.GetByRole(AriaRole.Figure, new() { Name = "forget gate f" });
        await gate.Locator(".matrix-cursor").HoverAsync(new() { Position = new Position { X = 1, Y = 1 } });
        await Assertions.Expect(gate.Locator(".matrix-readout")).ToHaveTextAsync("f = not a number · step 1,200, layer 1, unit 0, t 0 (t)");
        await gate.Locator(".matrix-cursor").FocusAsync();
        for (int i = 0; i < 3; i++) await visit.Page.Keyboard.PressAsync("ArrowRight");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visit.Page.Locator("#pinned")).ToHaveTextAsync("pinned unit 0 t 3 value " + Gate(0, 3));
        await visit.Page.Keyboard.PressAsync("End");
        await Assertions.Expect(gate.Locator(".matrix-readout")).ToContainTextAsync("f = not computed");
        await Assertions.Expect(gate.Locator(".matrix-warning")).ToHaveTextAsync("1 value is not a number (magenta); 1 value lies outside the scale");

        await gate.GetByRole(AriaRole.Button, new() { Name = "Data table" }).ClickAsync();
        // The table stands about the pinned cell.
        await Assertions.Expect(gate.Locator("td.at")).ToHaveTextAsync(Gate(0, 3));
        await Assertions.Expect(gate.Locator("td").First).ToHaveTextAsync("not a number");
        await visit.AssertAccessibleAsync();
    }

    [Fact]
    public async Task Values_have_the_colours_of_their_scale()
    {
        await using Visit visit = await OpenAsync();
        // Column 57 and beyond of the gate were never computed: transparent, so that the hatching shows. The first cell is NaN: magenta.
        int[][] pixels = await visit.Page.EvaluateAsync<int[][]>("""
            () => {
              const canvas = document.querySelector(".matrix-values"), context = canvas.getContext("2d");
              const at = (column, row) => [...context.getImageData(Math.floor((column + 0.5) * canvas.width / 64), Math.floor((row + 0.5) * canvas.height / 24), 1, 1).data];
              return [at(0, 0), at(60, 5), at(1, 0)];
            }
            """);
        Assert.Equal([255, 0, 200, 255], pixels[0]);
        Assert.Equal(0, pixels[1][3]);
        Assert.Equal([255, 233, 69, 255], pixels[2]);
    }

    [Fact]
    public async Task Five_hundred_units_by_two_hundred_steps_are_drawn_frame_by_frame()
    {
        await using Visit visit = await OpenAsync();
        ILocator state = visit.Page.GetByRole(AriaRole.Figure, new() { Name = "cell state c" }).Locator(".matrix-host");
        await visit.Page.Locator("#large").ClickAsync();
        await Assertions.Expect(state).ToHaveAttributeAsync("data-frames", "11");
        // Told, not judged: how long it takes depends on what else the machine does.
        TestContext.Current.SendDiagnosticMessage("512 x 200 drawn in {0} ms", await state.GetAttributeAsync("data-draw-milliseconds") ?? "?");
    }

    private async Task<Visit> OpenAsync(ColorScheme theme = ColorScheme.Light, int width = 1366, int height = 768)
    {
        Visit visit = await workbench.OpenAsync("/gallery", theme, width, height);
        await visit.Page.Locator(".plotly-host .main-svg").First.WaitForAsync();
        await visit.Page.Locator("#formula .katex-mathml").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        foreach (ILocator host in await visit.Page.Locator(".matrix-host").AllAsync()) await Assertions.Expect(host).ToHaveAttributeAsync("data-frames", "1");
        return visit;
    }

    // The gallery's own formula, to the digits that the page shows.
    private static string Gate(int unit, int t) =>
        ((float)(1 / (1 + Math.Exp(-3 * Math.Sin((unit * 0.7) + (t * 0.21)))))).ToString("F4", CultureInfo.InvariantCulture);
}
