using Microsoft.Playwright;

namespace RnnLab.E2E.Tests.Harness;

/// <summary>Waiting for what a page holds.</summary>
public static class Waiting
{
    private const int LimitMilliseconds = 30_000;

    /// <summary>Waits until a JavaScript function answers true, asking once a frame; fails after 30 seconds.</summary>
    /// <remarks>
    /// Playwright's own WaitForFunction evaluates its text anew for each question, which the pages' Content-Security-Policy
    /// forbids from the second question on. Here the text is compiled once, by the browser's debugger, which may.
    /// </remarks>
    /// <param name="page">The tab.</param>
    /// <param name="predicate">A function of at most one argument, such as <c>n =&gt; scrollY &gt; n</c>.</param>
    /// <param name="argument">Its argument.</param>
    public static async Task UntilAsync(this IPage page, string predicate, object? argument = null)
    {
        bool held = await page.EvaluateAsync<bool>(
            $$"""
            async argument => {
                const holds = {{predicate}};
                const end = performance.now() + {{LimitMilliseconds}};
                while (!holds(argument)) {
                    if (performance.now() > end) return false;
                    await new Promise(requestAnimationFrame);
                }
                return true;
            }
            """,
            argument);
        Assert.True(held, $"Not true after {LimitMilliseconds / 1000} seconds: {predicate}");
    }
}
