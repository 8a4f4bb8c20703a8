using System.Diagnostics;
using Microsoft.Playwright;

namespace RnnLab.E2E.Tests.Harness;

/// <summary>Finds a Chromium, Chrome or Edge, or installs one, and starts it.</summary>
internal static class Browser
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "microsoft-edge-stable", "microsoft-edge", "msedge"];

    private static readonly string[] KnownPlaces =
    [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe",
        @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
        "/snap/bin/chromium",
    ];

    /// <summary>A started browser, or null with the reason why there is none.</summary>
    public static async Task<(IBrowser? Browser, string Reason)> StartAsync(IPlaywright playwright)
    {
        string? path = Find() ?? InstallOnDebian();
        if (path is not null) return (await LaunchAsync(playwright, path), "");

        // Elsewhere Playwright fetches its own.
        int code;
        try
        {
            code = Microsoft.Playwright.Program.Main(["install", "chromium"]);
        }
        catch (Exception error)
        {
            return (null, $"No Chromium, Chrome or Edge was found, and Playwright could not install one: {error.Message}");
        }
        return code == 0
            ? (await LaunchAsync(playwright, null), "")
            : (null, $"No Chromium, Chrome or Edge was found, and Playwright's installer ended with code {code}. Install one of them, or run as root on Debian.");
    }

    private static Task<IBrowser> LaunchAsync(IPlaywright playwright, string? path) => playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
    {
        ExecutablePath = path,
        // As root Chromium refuses its sandbox; the rest keeps it from calling anybody.
        Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
    });

    private static string? Find()
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string suffix = OperatingSystem.IsWindows() ? ".exe" : "";
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name + suffix)))
            .Concat(KnownPlaces)
            .FirstOrDefault(File.Exists);
    }

    private static string? InstallOnDebian()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || !File.Exists("/usr/bin/apt-get")) return null;
        Run("apt-get", "update");
        Run("apt-get", "install -y --no-install-recommends chromium");
        return Find();
    }

    private static void Run(string program, string arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        Task.WaitAll(output, errors);
    }
}
