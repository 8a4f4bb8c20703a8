using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using RnnLab.Training;
using RnnLab.Training.Runs;
using RnnLab.Web;

namespace RnnLab.Benchmarks.Live;

/// <summary>How the page of a run feels while the machine trains on all its cores.</summary>
internal static class LiveBenchmark
{
    /// <summary>Measures and prints.</summary>
    public static async Task RunAsync(RnnLabApp app, IBrowser browser, double seconds)
    {
        var registry = app.Services.GetRequiredService<RunRegistry>();
        // char-rnn's settings, the usual ones of the Lab; long enough to outlast the measurement.
        TrainingRun run = await registry.CreateAsync(new RunConfig { Epochs = 1000 }, "Live benchmark", CancellationToken.None);
        await run.StartAsync();
        IPage page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 1366, Height = 768 } });
        await page.GotoAsync(new Uri(app.Address, $"runs/{run.Id}").ToString());
        ILocator gates = page.Locator(".gate-map:not([hidden]) .matrix-host").First;
        await gates.WaitForAsync(new LocatorWaitForOptions { Timeout = 60_000 });
        await gates.ScrollIntoViewIfNeededAsync();

        double speed = run.Feed.Latest?.TokensPerSecond ?? 0;
        var figures = await page.EvaluateAsync<LiveFigures>(LiveScript.Text, seconds * 1000);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            LSTM 2 x 128, batch 50, sequence 50, on {run.Corpus?.Title}, all cores; {Environment.ProcessorCount} processors, browser on the same machine
            training speed            {speed:N0} -> {run.Feed.Latest?.TokensPerSecond:N0} characters/s, step {run.Feed.Latest?.Step:N0}
            clicks                    {figures.Clicks:N0}, lost {figures.Lost:N0}
            click to changed page     median {figures.ClickMedian:F1} ms, 95th percentile {figures.Click95:F1} ms, worst {figures.ClickWorst:F1} ms
            browser frames            {figures.FramesPerSecond:F1} a second, 95th percentile between frames {figures.FrameGap95:F1} ms
            gate panel                {figures.GateFramesPerSecond:F1} new pictures a second
            """));
        await run.StopAsync();
    }
}
