using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using RnnLab.Compute;
using RnnLab.Data.Corpora;
using RnnLab.Nn;
using RnnLab.Training;
using RnnLab.Training.Runs;
using RnnLab.Training.Views;
using RnnLab.Web;
using RnnLab.Web.Components.Gates;

namespace RnnLab.Benchmarks.Live;

/// <summary>How fast the pages that look inside a network answer, what they send, and how many frames of maps a browser draws.</summary>
internal static class InsideBenchmark
{
    private const string FirstMaps = "async () => { while (!(Number(document.querySelector('.gates-stage')?.dataset.frames) > 0)) await new Promise(requestAnimationFrame); return performance.now(); }";
    private const string FirstStages = "async () => { while (!document.querySelector('.stage-table tbody tr th')) await new Promise(requestAnimationFrame); return performance.now(); }";
    private const string FirstPast = "async () => { while (!(Number(document.querySelector('.matrix-host')?.dataset.frames) > 0)) await new Promise(requestAnimationFrame); return performance.now(); }";

    /// <summary>Measures everything and prints it.</summary>
    public static async Task RunAsync(RnnLabApp app, IBrowser browser, double seconds)
    {
        var registry = app.Services.GetRequiredService<RunRegistry>();
        string text = app.Services.GetRequiredService<CorpusLibrary>().LoadText("tavern")[..500];
        RunConfig config = new() { Layers = 2, Hidden = 256, MaxSteps = 4, SampleEvery = 0, Epochs = 1000 };
        TrainingRun run = await registry.CreateAsync(config, "2 x 256", CancellationToken.None);
        await run.StartAsync();
        await run.WhenSettledAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"LSTM 2 x 256, text of 500 characters; {Environment.ProcessorCount} processors, browser on the same machine"));

        string query = $"v=1&run={run.Id}&text={TextInAddress.Write(text)}";
        await OpenAsync(app, browser, "/gates, first maps drawn", $"gates?{query}", FirstMaps);
        await OpenAsync(app, browser, "/sample, first stages", $"sample?{query}", FirstStages);
        await OpenAsync(app, browser, "time machine, first map", $"runs/{run.Id}/past?v=1&text={TextInAddress.Write(text)}", FirstPast);

        await TypeAsync(app, browser, $"gates?{query}", "End", "typing at the end", seconds);
        await TypeAsync(app, browser, $"gates?{query}", "Home", "typing at the beginning", seconds);

        TrainingRun training = await registry.CreateAsync(config with { MaxSteps = null }, "2 x 256, trains", CancellationToken.None);
        await training.StartAsync();
        await using (Opened live = await Opened.AtAsync(app, browser, $"gates?v=1&run={training.Id}&text={TextInAddress.Write(text)}"))
        {
            await live.Page.EvaluateAsync<double>(FirstMaps);
            await Task.Delay(TimeSpan.FromSeconds(1));
            live.Wire.Clear();
            int before = await FramesAsync(live.Page);
            await Task.Delay(TimeSpan.FromSeconds(seconds));
            int pictures = await FramesAsync(live.Page) - before;
            Say("following a training", live.Wire, seconds, string.Create(CultureInfo.InvariantCulture, $", {pictures / seconds:F1} new pictures a second"));
        }

        await training.StopAsync();
        await DrawAsync(app, browser, text[..200], seconds);
    }

    private static async Task OpenAsync(RnnLabApp app, IBrowser browser, string what, string address, string ready)
    {
        List<double> times = [];
        WireMeter? wire = null;
        for (int n = 0; n < 6; n++)
        {
            await using Opened opened = await Opened.AtAsync(app, browser, address);
            double time = await opened.Page.EvaluateAsync<double>(ready);
            await Task.Delay(TimeSpan.FromSeconds(1.5));
            wire = opened.Wire;
            // The first visit warms the server up.
            if (n > 0)
                times.Add(time);
            else
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-26} first visit ever {time:F0} ms"));
        }

        times.Sort();
        var (all, most) = wire!.Read();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-26} median {times[times.Count / 2]:F0} ms, worst {times[^1]:F0} ms of {times.Count}; {all / 1e3:F0} KB in all, busiest second {most / 1e3:F0} KB"));
    }

    private static async Task TypeAsync(RnnLabApp app, IBrowser browser, string address, string key, string what, double seconds)
    {
        await using Opened opened = await Opened.AtAsync(app, browser, address);
        await opened.Page.EvaluateAsync<double>(FirstMaps);
        await opened.Page.GetByLabel("Text that the network reads").FocusAsync();
        await opened.Page.Keyboard.PressAsync($"Control+{key}");
        await Task.Delay(TimeSpan.FromSeconds(1));
        opened.Wire.Clear();
        int before = await FramesAsync(opened.Page), typed = 0;
        Stopwatch watch = Stopwatch.StartNew();
        while (watch.Elapsed.TotalSeconds < seconds)
        {
            await opened.Page.Keyboard.TypeAsync("e");
            await Task.Delay(120);
            typed++;
        }

        double passed = watch.Elapsed.TotalSeconds;
        int pictures = await FramesAsync(opened.Page) - before;
        Say(what, opened.Wire, passed, string.Create(CultureInfo.InvariantCulture, $", {typed} characters, {pictures} new pictures"));
    }

    private static async Task DrawAsync(RnnLabApp app, IBrowser browser, string text, double seconds)
    {
        StagePage.Config = new RunConfig { Layers = 1, Hidden = 512 };
        StagePage.Frames = [.. ((ulong[])[1, 2]).Select(seed => Frame(StagePage.Config with { Seed = seed }, text))];
        await using Opened opened = await Opened.AtAsync(app, browser, "bench/stage");
        await opened.Page.EvaluateAsync<double>(FirstMaps);
        await Task.Delay(TimeSpan.FromSeconds(1));
        opened.Wire.Clear();
        int drawn = await FramesAsync(opened.Page), shown = StagePage.Shown;
        Stopwatch watch = Stopwatch.StartNew();
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        double passed = watch.Elapsed.TotalSeconds;
        int frames = await FramesAsync(opened.Page) - drawn;
        string milliseconds = await opened.Page.EvaluateAsync<string>("() => document.querySelector('.gates-stage').dataset.drawMilliseconds");
        var first = StagePage.Frames[0].Layers[0];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{first.Hidden} units x {first.Time} steps x {first.Maps.Count} maps   {frames / passed:F1} frames a second drawn, {(StagePage.Shown - shown) / passed:F1} binary frames a second taken, one in flight; drawing the last took {milliseconds} ms; {opened.Wire.Read().All / passed / 1e6:F1} MB a second"));
    }

    private static GateFrame Frame(RunConfig config, string text)
    {
        var vocabulary = RnnLab.Data.Text.CharacterVocabulary.FromText(text);
        using IComputeBackend backend = ComputeBackends.CreateDefault(1);
        using LanguageModel model = new(config.ToModelConfig(vocabulary.Count), backend);
        return GateProbe.Compute(model, vocabulary, text, "bench", 0);
    }

    private static async Task<int> FramesAsync(IPage page) => await page.EvaluateAsync<int>("() => Number(document.querySelector('.gates-stage')?.dataset.frames ?? 0)");

    private static void Say(string what, WireMeter wire, double seconds, string more)
    {
        var (all, most) = wire.Read();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-26} {all / seconds / 1e3:F0} KB a second, busiest second {most / 1e3:F0} KB{more}"));
    }

    /// <summary>A page in a browser profile of its own, counted from its first byte.</summary>
    private sealed class Opened(IBrowserContext context, IPage page, WireMeter wire) : IAsyncDisposable
    {
        public IPage Page => page;

        public WireMeter Wire => wire;

        public static async Task<Opened> AtAsync(RnnLabApp app, IBrowser browser, string address)
        {
            IBrowserContext context = await browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1366, Height = 768 } });
            IPage page = await context.NewPageAsync();
            WireMeter wire = await WireMeter.AttachAsync(page);
            await page.GotoAsync(new Uri(app.Address, address).ToString(), new PageGotoOptions { WaitUntil = WaitUntilState.Commit });
            return new Opened(context, page, wire);
        }

        public async ValueTask DisposeAsync() => await context.DisposeAsync();
    }
}
