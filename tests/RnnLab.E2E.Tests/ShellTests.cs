using Microsoft.Playwright;
using RnnLab.E2E.Tests.Harness;

namespace RnnLab.E2E.Tests;

/// <summary>The frame round every page: theme, keyboard, trail, share, lost connection.</summary>
public sealed class ShellTests(Workbench workbench)
{
    private const string Background = "getComputedStyle(document.body).backgroundColor";

    [Fact]
    public async Task The_chosen_theme_outlasts_a_reload_and_a_second_tab_takes_it()
    {
        await using Visit visit = await workbench.OpenAsync("/", ColorScheme.Light);
        string light = await visit.Page.EvaluateAsync<string>(Background);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Dark theme" }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        string dark = await visit.Page.EvaluateAsync<string>(Background);
        Assert.NotEqual(light, dark);

        await visit.Page.ReloadAsync();
        // Before the circuit is there, the first paint already has it.
        Assert.Equal("dark", await visit.Page.EvaluateAsync<string>("document.documentElement.dataset.theme"));
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Dark theme" })).ToHaveAttributeAsync("aria-pressed", "true");
        Assert.Equal(dark, await visit.Page.EvaluateAsync<string>(Background));
        Assert.Equal("light", await visit.Page.EvaluateAsync<string>("matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/gallery")]
    public async Task Tab_reaches_every_control_in_order_and_gets_out_again(string path)
    {
        await using Visit visit = await workbench.OpenAsync(path);
        await visit.Page.Locator(".main-svg, .first-look [data-frames]").First.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        // Each control is given a number; pressing Tab must meet all of them, each once, and then leave the page.
        int expected = await visit.Page.EvaluateAsync<int>("""
            () => {
              const candidates = [...document.querySelectorAll("a[href], button, input, select, textarea, [tabindex]")]
                .filter((e) => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({ checkVisibilityCSS: true }) && !e.closest("dialog:not([open])"));
              candidates.forEach((e, i) => e.dataset.tabNumber = i);
              return candidates.length;
            }
            """);
        Assert.True(expected > 5, $"Only {expected} controls were found.");
        HashSet<string> met = [];
        for (int press = 0; press < (2 * expected) + 20; press++)
        {
            await visit.Page.Keyboard.PressAsync("Tab");
            string? at = await visit.Page.EvaluateAsync<string?>("document.activeElement === document.body ? null : document.activeElement.dataset.tabNumber ?? 'other'");
            if (at is null) break;
            if (!met.Add(at) && at != "other") break;
        }
        met.Remove("other");
        string[] missed = [.. Enumerable.Range(0, expected).Select(i => $"{i}").Except(met)];
        string[] names = await visit.Page.EvaluateAsync<string[]>("numbers => numbers.map((n) => document.querySelector(`[data-tab-number=\"${n}\"]`)?.outerHTML.slice(0, 120) ?? n)", missed);
        Assert.True(missed.Length == 0, "Tab never reached:\n" + string.Join('\n', names));
    }

    [Fact]
    public async Task The_skip_link_comes_first_and_leads_to_the_content()
    {
        await using Visit visit = await workbench.OpenAsync("/");
        await visit.Page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to the content", await visit.Page.EvaluateAsync<string>("document.activeElement.textContent"));
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.Keyboard.PressAsync("Tab");
        Assert.True(await visit.Page.EvaluateAsync<bool>("document.getElementById('main').contains(document.activeElement)"));
    }

    [Fact]
    public async Task A_question_mark_lists_the_keys_and_Escape_closes_the_list()
    {
        await using Visit visit = await workbench.OpenAsync("/");
        await visit.Page.Locator("dialog[data-ready]").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        await visit.Page.Keyboard.PressAsync("?");
        ILocator dialog = visit.Page.GetByRole(AriaRole.Dialog, new() { Name = "Keys" });
        await Assertions.Expect(dialog).ToBeVisibleAsync();
        await visit.AssertAccessibleAsync();
        await visit.PictureAsync("keys");
        await visit.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(dialog).ToBeHiddenAsync();

        // In a text field a question mark is a question mark.
        await visit.Page.GetByLabel("Text that it reads").FocusAsync();
        await visit.Page.Keyboard.PressAsync("End");
        await visit.Page.Keyboard.TypeAsync("?");
        await Assertions.Expect(visit.Page.GetByLabel("Text that it reads")).ToHaveValueAsync("To be, or not to be, that is the question?");
        await Assertions.Expect(dialog).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Share_copies_the_address()
    {
        await using Visit visit = await workbench.OpenAsync("/?v=1");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Copy link" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByText("Link copied")).ToBeAttachedAsync();
        Assert.Equal(new Uri(workbench.Address, "/?v=1").ToString(), await visit.Page.EvaluateAsync<string>("navigator.clipboard.readText()"));
    }

    [Fact]
    public async Task A_browser_that_refuses_the_clipboard_is_met_with_words()
    {
        // So it is on every page that is not https or localhost.
        await using Visit visit = await workbench.OpenAsync("/");
        await visit.Page.EvaluateAsync("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Copy link" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByText("Copy the link from the address bar")).ToBeAttachedAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Copy seed" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByText("Select the value and copy it")).ToBeAttachedAsync();

        // The page still answers.
        await visit.Page.GetByLabel("Text that it reads").FillAsync("back");
        await Assertions.Expect(visit.Page.Locator(".first-look .matrix-shape")).ToHaveTextAsync("24 units × 4 steps");
    }

    [Fact]
    public async Task A_wrong_address_gets_a_friendly_page_with_status_404()
    {
        await using Visit visit = await workbench.OpenAsync("/");
        visit.ExpectedErrors.Add("404");
        IResponse? answer = await visit.Page.GotoAsync("/no/such/page");
        Assert.Equal(404, answer!.Status);
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "There is nothing at this address" })).ToBeVisibleAsync();
        await visit.AssertAccessibleAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Go home" }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator(".first-look")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_page_that_fails_says_so_inside_the_shell_and_comes_back()
    {
        await using Visit visit = await workbench.OpenAsync("/gallery/failing");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Fail" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "This page stopped" })).ToBeVisibleAsync();
        await visit.AssertAccessibleAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Show the page again" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Fail" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_lost_connection_is_said_and_comes_back_by_itself()
    {
        await using Visit visit = await workbench.OpenAsync("/");
        // What Blazor's script writes to the console when its socket closes.
        foreach (string part in (string[])["WebSocket", "Connection disconnected", "Failed to", "connection could not"]) visit.ExpectedErrors.Add(part);
        bool down = false;
        List<IWebSocketRoute> sockets = [];
        await visit.Page.RouteWebSocketAsync("**/_blazor*", socket =>
        {
            if (down)
            {
                _ = socket.CloseAsync();
                return;
            }
            sockets.Add(socket);
            socket.ConnectToServer();
        });
        await visit.GoAsync("/");
        await visit.Page.GetByLabel("Text that it reads").FillAsync("there");
        await Assertions.Expect(visit.Page.Locator(".first-look .matrix-shape")).ToHaveTextAsync("24 units × 5 steps");

        down = true;
        foreach (IWebSocketRoute socket in sockets) await socket.CloseAsync();
        ILocator note = visit.Page.Locator("#components-reconnect-modal");
        await Assertions.Expect(note).ToContainTextAsync("Trying again");
        await Assertions.Expect(note).ToBeVisibleAsync();
        await visit.PictureAsync("lost-connection");
        down = false;
        await Assertions.Expect(note).ToBeHiddenAsync(new() { Timeout = 30_000 });

        // It is the same circuit: what was typed is still there, and the page answers.
        await Assertions.Expect(visit.Page.Locator(".first-look .matrix-shape")).ToHaveTextAsync("24 units × 5 steps");
        await visit.Page.GetByLabel("Text that it reads").FillAsync("back");
        await Assertions.Expect(visit.Page.Locator(".first-look .matrix-shape")).ToHaveTextAsync("24 units × 4 steps");
    }
}
