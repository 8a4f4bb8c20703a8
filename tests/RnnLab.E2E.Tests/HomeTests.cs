using Microsoft.Playwright;
using RnnLab.E2E.Tests.Harness;

namespace RnnLab.E2E.Tests;

/// <summary>The first page that a person sees.</summary>
public sealed class HomeTests(Workbench workbench)
{
    [Theory]
    [InlineData(ColorScheme.Light, 1366, 768)]
    [InlineData(ColorScheme.Dark, 1366, 768)]
    [InlineData(ColorScheme.Light, 1920, 1080)]
    [InlineData(ColorScheme.Dark, 1920, 1080)]
    [InlineData(ColorScheme.Light, 390, 844)]
    public async Task Home_is_drawn_and_accessible(ColorScheme theme, int width, int height)
    {
        await using Visit visit = await workbench.OpenAsync("/", theme, width, height);
        await Assertions.Expect(visit.Page.Locator(".first-look .matrix-host")).ToHaveAttributeAsync("data-frames", "1");
        await visit.PictureAsync($"home-{theme}-{width}");
        await visit.AssertAccessibleAsync();
        // Nothing reaches beyond the window's sides.
        Assert.True(await visit.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
    }

    [Fact]
    public async Task Typing_makes_the_network_read_anew()
    {
        await using Visit visit = await workbench.OpenAsync("/");
        await Assertions.Expect(visit.Page.Locator(".first-look .matrix-shape")).ToHaveTextAsync("24 units × 41 steps");
        await visit.Page.GetByLabel("Text that it reads").FillAsync("hello");
        await Assertions.Expect(visit.Page.Locator(".first-look .matrix-shape")).ToHaveTextAsync("24 units × 5 steps");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "GRU" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "update gate z" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_cell_answers_to_the_arrow_keys_with_its_value_and_address()
    {
        await using Visit visit = await workbench.OpenAsync("/");
        await Assertions.Expect(visit.Page.Locator(".first-look .matrix-host")).ToHaveAttributeAsync("data-frames", "1");
        await visit.Page.Locator(".first-look .matrix-cursor").FocusAsync();
        await visit.Page.Keyboard.PressAsync("ArrowRight");
        await visit.Page.Keyboard.PressAsync("ArrowDown");
        ILocator readout = visit.Page.Locator(".first-look .matrix-readout");
        await Assertions.Expect(readout).ToContainTextAsync("unit 1, t 1 (o)");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(readout).ToContainTextAsync("Pinned: c = ");
        await visit.Page.Keyboard.PressAsync("Escape");
        Assert.Equal("BODY", await visit.Page.EvaluateAsync<string>("document.activeElement.tagName"));
    }
}
