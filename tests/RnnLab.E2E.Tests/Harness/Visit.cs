using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace RnnLab.E2E.Tests.Harness;

/// <summary>One person's tab. Whatever the browser reports as an error fails the test when the visit ends.</summary>
public sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _errors = new();

    internal Visit(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !Expected(message.Text)) _errors.Enqueue(message.Text);
        };
        page.PageError += (_, error) => _errors.Enqueue(error);
    }

    /// <summary>The tab.</summary>
    public IPage Page { get; }

    /// <summary>Parts of console errors that this test provokes on purpose.</summary>
    public ISet<string> ExpectedErrors { get; } = new HashSet<string>();

    /// <summary>Goes to a path and waits until the circuit has drawn the page and its scripts have arrived.</summary>
    /// <remarks>
    /// What a figure or a list of keys listens with is fetched after it is drawn. A person needs longer than that to find what to press; a test does not,
    /// and its first press would be lost.
    /// </remarks>
    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.Load });
        await Page.Locator(".shell h1").WaitForAsync();
        await Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
    }

    /// <summary>Asserts that axe finds no violation of serious or critical impact on the page as it is now.</summary>
    public async Task AssertAccessibleAsync()
    {
        AxeResult result = await Page.RunAxe();
        string[] found =
        [
            .. result.Violations
                .Where(violation => violation.Impact is "serious" or "critical")
                .Select(violation => $"{violation.Id} ({violation.Impact}): {violation.Help}\n" + string.Join('\n', violation.Nodes.Take(5).Select(node => $"    {node.Html} {string.Join("; ", node.Any.Select(check => check.Message))}"))),
        ];
        Assert.True(found.Length == 0, $"{Page.Url}\n{string.Join('\n', found)}");
    }

    /// <summary>Keeps a picture of the page, where the environment variable RNNLAB_SCREENSHOTS names a folder; for people to look at.</summary>
    public async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("RNNLAB_SCREENSHOTS") is { Length: > 0 } folder)
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), FullPage = true });
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Assert.True(_errors.IsEmpty, "The browser's console holds errors:\n" + string.Join('\n', _errors));
    }

    private bool Expected(string text) => ExpectedErrors.Any(part => text.Contains(part, StringComparison.Ordinal));
}
