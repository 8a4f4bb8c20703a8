using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using RnnLab.E2E.Tests.Harness;
using RnnLab.Training.Runs;
using RnnLab.Web;

[assembly: AssemblyFixture(typeof(Workbench))]
// One machine serves, trains and draws: browser tests run one after another.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace RnnLab.E2E.Tests.Harness;

/// <summary>The real application in this process, on a free port and with a data folder of its own, and one browser for all tests.</summary>
public sealed class Workbench : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private RnnLabApp? _app;
    private string _noBrowser = "";

    /// <summary>Address of the application.</summary>
    public Uri Address { get; private set; } = new("http://localhost");

    /// <summary>Folder of its runs and texts.</summary>
    public string DataDirectory { get; } = Directory.CreateTempSubdirectory("rnnlab-e2e-").FullName;

    /// <summary>Services of the application.</summary>
    public IServiceProvider Services => _app!.Services;

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        _app = RnnLabApp.Build(["--urls", "http://127.0.0.1:0", "--RnnLab:DataDirectory", DataDirectory, "--Logging:LogLevel:Default", "Warning"], pages: [typeof(Workbench).Assembly]);
        await _app.StartAsync();
        Address = _app.Address;
        _playwright = await Playwright.CreateAsync();
        // A busy machine answers late; only a page that never answers is wrong.
        Assertions.SetDefaultExpectTimeout(20_000);
        (_browser, _noBrowser) = await Browser.StartAsync(_playwright);
        // The runner names skipped tests without their reason.
        if (_browser is null) TestContext.Current.SendDiagnosticMessage("The browser tests are skipped. {0}", _noBrowser);
    }

    /// <summary>Opens a page in a fresh browser profile. Skips the test, saying why, where there is no browser.</summary>
    /// <param name="path">Path below the application's address.</param>
    /// <param name="theme">What the system prefers.</param>
    /// <param name="width">Width of the window in pixels.</param>
    /// <param name="height">Height of the window in pixels.</param>
    public async Task<Visit> OpenAsync(string path, ColorScheme theme = ColorScheme.Light, int width = 1366, int height = 768)
    {
        if (_browser is null) Assert.Skip(_noBrowser);
        IBrowserContext context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Address.ToString(),
            ColorScheme = theme,
            ViewportSize = new ViewportSize { Width = width, Height = height },
            Permissions = ["clipboard-read", "clipboard-write"],
        });
        context.SetDefaultTimeout(30_000);
        Visit visit = new(context, await context.NewPageAsync());
        await visit.GoAsync(path);
        return visit;
    }

    /// <summary>Halts and deletes every run, so that no test depends on what another left behind.</summary>
    public async ValueTask ClearRunsAsync()
    {
        RunRegistry registry = Services.GetRequiredService<RunRegistry>();
        foreach (TrainingRun run in registry.List()) await registry.DeleteAsync(run.Id);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_app is not null) await _app.DisposeAsync();
        Directory.Delete(DataDirectory, recursive: true);
    }
}
