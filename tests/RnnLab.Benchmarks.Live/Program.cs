using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using RnnLab.Benchmarks.Live;
using RnnLab.E2E.Tests.Harness;
using RnnLab.Training;
using RnnLab.Training.Runs;
using RnnLab.Web;

// How the page feels while the machine trains on all its cores: the time from a click to the changed page, the frames a second that
// the browser draws, and how often the gate panel and the curves move.
//   dotnet run --project tests/RnnLab.Benchmarks.Live -c Release [-- SECONDS]
double seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 30;
string data = Directory.CreateTempSubdirectory("rnnlab-live-").FullName;
await using (RnnLabApp app = RnnLabApp.Build(["--urls", "http://127.0.0.1:0", "--RnnLab:DataDirectory", data, "--Logging:LogLevel:Default", "Warning"]))
{
    await app.StartAsync();
    var registry = app.Services.GetRequiredService<RunRegistry>();
    // char-rnn's settings, the usual ones of the Lab; long enough to outlast the measurement.
    TrainingRun run = await registry.CreateAsync(new RunConfig { Epochs = 1000 }, "Live benchmark", CancellationToken.None);
    await run.StartAsync();

    using IPlaywright playwright = await Playwright.CreateAsync();
    (IBrowser? browser, string reason) = await Browser.StartAsync(playwright);
    if (browser is null)
    {
        Console.Error.WriteLine(reason);
        return 1;
    }

    await using (browser)
    {
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
    }

    await run.StopAsync();
}

Directory.Delete(data, recursive: true);
return 0;
