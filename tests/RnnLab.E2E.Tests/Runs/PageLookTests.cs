using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using RnnLab.E2E.Tests.Harness;
using RnnLab.E2E.Tests.Lab;
using RnnLab.Training;
using RnnLab.Training.Runs;

namespace RnnLab.E2E.Tests.Runs;

/// <summary>Every page of this part, light and dark, at two sizes: no serious accessibility problem, nothing wider than the window, pictures for people to look at.</summary>
public sealed class PageLookTests(Workbench workbench) : IAsyncDisposable
{
    /// <summary>Leaves nothing for other tests to see.</summary>
    public ValueTask DisposeAsync() => workbench.ClearRunsAsync();

    [Theory]
    [InlineData(ColorScheme.Light, 1366, 768)]
    [InlineData(ColorScheme.Dark, 1920, 1080)]
    [InlineData(ColorScheme.Light, 390, 844)]
    public async Task Pages_look_right(ColorScheme theme, int width, int height)
    {
        RunRegistry registry = workbench.Services.GetRequiredService<RunRegistry>();
        RunConfig config = RunConfigUrl.FromQuery(SmallRun.Short[SmallRun.Short.IndexOf('?')..]).Config;
        TrainingRun run = await registry.CreateAsync(config, null, TestContext.Current.CancellationToken), other = await registry.CreateAsync(config with { Hidden = 16 }, null, TestContext.Current.CancellationToken);
        await run.StartAsync();
        await other.StartAsync();
        await run.WhenSettledAsync(TestContext.Current.CancellationToken);
        await other.WhenSettledAsync(TestContext.Current.CancellationToken);

        (string Name, string Path, string Sign)[] pages =
        [
            ("lab", $"/lab?v=1&hidden=many&from={run.Id}", ".corpus"),
            ("run", $"/runs/{run.Id}", ".curves-chart .main-svg"),
            ("run-all", $"/runs/{run.Id}?v=1&map=all&against={other.Id}", ".matrix-host[data-frames]"),
            ("runs", $"/runs?v=1&compare={run.Id},{other.Id}", ".compare .plotly-host .main-svg"),
            ("shipped", "/runs/names-gru-64", ".curves-chart .main-svg"),
            ("shipped-past", "/runs/tavern-lstm-96/past", ".matrix-host[data-frames]"),
            ("data", "/data", ".text-peek"),
            ("unknown", "/runs/unknown", ".unknown-run"),
        ];
        await using Visit visit = await workbench.OpenAsync("/lab", theme, width, height);
        foreach ((string name, string path, string sign) in pages)
        {
            await visit.GoAsync(path);
            await visit.Page.Locator(sign).First.WaitForAsync();
            await visit.PictureAsync($"{name}-{theme}-{width}".ToLowerInvariant());
            Assert.True(await visit.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), $"{name} is wider than {width} pixels.");
            await visit.AssertAccessibleAsync();
        }
    }
}
