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
        await using Visit visit = await workbench.OpenAsync("/gallery", theme, width, width == 1920 ? 1080 : 768);
        await visit.Page.Locator(".plotly-host .main-svg").First.WaitForAsync();
        await visit.Page.Locator("#formula .katex-mathml").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        await Assertions.Expect(visit.Page.Locator(".matrix-host").First).ToHaveAttributeAsync("data-frames", "1");
        await visit.PictureAsync($"gallery-{theme}-{width}");
        await visit.AssertAccessibleAsync();
    }
}
