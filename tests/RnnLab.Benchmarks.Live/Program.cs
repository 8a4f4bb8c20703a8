using System.Globalization;
using Microsoft.Playwright;
using RnnLab.Benchmarks.Live;
using RnnLab.E2E.Tests.Harness;
using RnnLab.Web;

// How the page feels while the machine trains on all its cores: the time from a click to the changed page, the frames a second that
// the browser draws, and how often the gate panel and the curves move.
//   dotnet run --project tests/RnnLab.Benchmarks.Live -c Release [-- SECONDS]
// With "inside" before the seconds: how fast the pages that look inside a network answer, how many bytes a second they send, and how
// many frames of 512 units x 200 steps x 6 maps the browser draws.
bool inside = args is ["inside", ..];
double seconds = args.Length > (inside ? 1 : 0) ? double.Parse(args[^1], CultureInfo.InvariantCulture) : inside ? 8 : 30;
string data = Directory.CreateTempSubdirectory("rnnlab-live-").FullName;
await using (RnnLabApp app = RnnLabApp.Build(["--urls", "http://127.0.0.1:0", "--RnnLab:DataDirectory", data, "--Logging:LogLevel:Default", "Warning"], pages: [typeof(StagePage).Assembly]))
{
    await app.StartAsync();
    using IPlaywright playwright = await Playwright.CreateAsync();
    (IBrowser? browser, string reason) = await Browser.StartAsync(playwright);
    if (browser is null)
    {
        Console.Error.WriteLine(reason);
        return 1;
    }

    await using (browser)
        await (inside ? InsideBenchmark.RunAsync(app, browser, seconds) : LiveBenchmark.RunAsync(app, browser, seconds));
}

Directory.Delete(data, recursive: true);
return 0;
