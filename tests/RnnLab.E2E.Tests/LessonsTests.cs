using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using RnnLab.E2E.Tests.Harness;
using static Microsoft.Playwright.Assertions;

namespace RnnLab.E2E.Tests;

/// <summary>The lessons as a reader meets them.</summary>
public sealed partial class LessonsTests(Workbench workbench)
{
    private const string First = "/lessons/01-memory-in-a-loop";

    [Fact]
    public async Task A_card_leads_to_the_lesson_and_the_keyboard_reaches_it()
    {
        await using Visit visit = await workbench.OpenAsync("/lessons");
        await visit.AssertAccessibleAsync();
        await visit.PictureAsync("lessons");
        ILocator link = visit.Page.GetByRole(AriaRole.Link, new() { Name = "A network with a memory" });
        await link.FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("A network with a memory");
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1366, 768)]
    [InlineData(ColorScheme.Dark, 1366, 768)]
    [InlineData(ColorScheme.Light, 1920, 1080)]
    [InlineData(ColorScheme.Dark, 1920, 1080)]
    [InlineData(ColorScheme.Light, 390, 844)]
    public async Task The_lesson_is_set_drawn_and_accessible(ColorScheme theme, int width, int height)
    {
        await using Visit visit = await workbench.OpenAsync(First, theme, width, height);
        await Expect(visit.Page.Locator(".math[data-set] .katex-mathml").First).ToBeAttachedAsync();
        await Expect(visit.Page.Locator(".matrix-host")).ToHaveAttributeAsync("data-frames", FramesPattern());
        await visit.Page.Locator(".plotly-host .main-svg").First.WaitForAsync();
        await Expect(visit.Page.Locator(".math:not([data-set])")).ToHaveCountAsync(0);
        await Expect(visit.Page.Locator(".katex-error")).ToHaveCountAsync(0);
        int beyond = await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.Equal(0, beyond);
        await visit.PictureAsync($"lesson-{theme}-{width}");
        await visit.AssertAccessibleAsync();
    }

    [Fact]
    public async Task A_figure_beside_the_text_stays_in_view_while_the_text_scrolls()
    {
        await using Visit visit = await workbench.OpenAsync(First);
        ILocator figure = visit.Page.Locator(".lesson-beside").First, text = visit.Page.Locator(".lesson-scene.has-beside .lesson-text").First;
        await text.EvaluateAsync("element => window.scrollTo(0, element.getBoundingClientRect().top + scrollY - 100)");
        float before = (await figure.BoundingBoxAsync())!.Y, textBefore = (await text.BoundingBoxAsync())!.Y;
        await visit.Page.EvaluateAsync("window.scrollBy(0, 200)");
        Assert.Equal(200, textBefore - (await text.BoundingBoxAsync())!.Y, 1.0);
        Assert.Equal(before, (await figure.BoundingBoxAsync())!.Y, 21.0);
        Assert.True((await figure.BoundingBoxAsync())!.X >= (await text.BoundingBoxAsync())!.X + (await text.BoundingBoxAsync())!.Width);
    }

    [Fact]
    public async Task The_contents_lead_to_a_section_and_mark_where_the_reader_is()
    {
        await using Visit visit = await workbench.OpenAsync(First, width: 1920, height: 1080);
        ILocator link = visit.Page.GetByRole(AriaRole.Link, new() { Name = "Unrolled in time" });
        await link.ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Unrolled in time" })).ToBeInViewportAsync();
        await Expect(link).ToHaveAttributeAsync("aria-current", "location");
        Assert.EndsWith(First + "#unrolled-in-time", visit.Page.Url);
    }

    [Fact]
    public async Task The_network_reads_along_as_one_types()
    {
        await using Visit visit = await workbench.OpenAsync(First);
        ILocator box = visit.Page.GetByLabel("Type, and it reads along"), likeliest = visit.Page.Locator(".live-next tbody th").First;
        await box.FillAsync("stegosau");
        await Expect(visit.Page.Locator(".live-next caption")).ToHaveTextAsync("What it expects after “stegosau”");
        await Expect(likeliest).ToHaveTextAsync("r");
        await Expect(visit.Page.Locator(".live-hidden .matrix-shape")).ToHaveTextAsync("32 units × 9 steps");
        await box.PressSequentiallyAsync("rus");
        await Expect(likeliest).ToHaveTextAsync("end of line");
        await box.FillAsync("Ω");
        await Expect(visit.Page.GetByText("It has never seen “Ω”")).ToBeVisibleAsync();
        await box.FillAsync("");
        await Expect(visit.Page.Locator(".live-hidden .matrix-shape")).ToHaveTextAsync("32 units × 1 steps");
    }

    [Fact]
    public async Task One_unit_follows_its_sliders_and_inputs()
    {
        await using Visit visit = await workbench.OpenAsync(First);
        ILocator loop = visit.Page.GetByLabel("how much it listens to itself"), sum = visit.Page.Locator(".live-unit-sum");
        await Expect(sum).ToContainTextAsync("tanh(1 · 0 + 0.5 · 0.762) = 0.363");
        await loop.FillAsync("-0.5");
        await Expect(sum).ToContainTextAsync("tanh(1 · 0 + −0.5 · 0.762) = −0.363");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Input at step 2" }).ClickAsync();
        await Expect(sum).ToContainTextAsync(string.Create(CultureInfo.InvariantCulture, $"= {Math.Tanh(1 - (0.5 * Math.Tanh(1))):0.000}"));
    }

    [Fact]
    public async Task Answers_explain_themselves_and_marks_survive_a_reload()
    {
        await using Visit visit = await workbench.OpenAsync(First);
        ILocator quiz = visit.Page.Locator("#quiz-1"), passed = visit.Page.Locator(".lesson-contents .lesson-check-mark");
        await quiz.GetByRole(AriaRole.Radio).Nth(1).CheckAsync();
        await Expect(quiz.GetByRole(AriaRole.Status)).ToContainTextAsync("Not quite.");
        await Expect(passed).ToHaveCountAsync(0);
        await quiz.GetByRole(AriaRole.Radio).Nth(0).CheckAsync();
        await Expect(quiz.GetByRole(AriaRole.Status)).ToContainTextAsync("Right.");
        await Expect(quiz.Locator(".katex-error, .math:not([data-set])")).ToHaveCountAsync(0);
        await Expect(passed).ToHaveCountAsync(1);
        await visit.AssertAccessibleAsync();

        await visit.GoAsync(First);
        await Expect(passed).ToHaveCountAsync(1);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Mark as done" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Marked as done" })).ToBeVisibleAsync();
        await visit.GoAsync("/lessons");
        await Expect(visit.Page.Locator(".lesson-card .tag")).ToHaveTextAsync("Done");
    }

    [Fact]
    public async Task Pressing_train_trains_a_real_run_that_a_reload_finds_again()
    {
        await using Visit visit = await workbench.OpenAsync(First);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Train", Exact = true }).ClickAsync();
        await Expect(visit.Page.Locator(".live-train-names li").First).ToContainTextAsync("Step ", new() { Timeout = 60_000 });
        await Expect(visit.Page.Locator(".live-train-curve .scatterlayer .trace")).Not.ToHaveCountAsync(0);
        await Expect(visit.Page).ToHaveURLAsync(RunInAddress());
        string address = visit.Page.Url;
        string run = RunInAddress().Match(address).Groups[1].Value;

        await visit.GoAsync(address);
        ILocator open = visit.Page.GetByRole(AriaRole.Link, new() { Name = "open its page" });
        await Expect(open).ToHaveAttributeAsync("href", $"runs/{run}");
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Train a new one" })).ToBeVisibleAsync(new() { Timeout = 90_000 });
        await Expect(visit.Page.Locator(".live-train-status")).ToContainTextAsync("Step 1,000 of 1,000");
        await visit.PictureAsync("lesson-trained");
    }

    [Fact]
    public async Task An_address_without_a_lesson_says_so()
    {
        await using Visit visit = await workbench.OpenAsync("/lessons/99-nothing");
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("There is no lesson at this address");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "See all lessons" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Learn");
    }

    [Fact]
    public async Task Only_files_meant_for_readers_are_served()
    {
        using HttpClient client = new() { BaseAddress = workbench.Address };
        Assert.Equal(System.Net.HttpStatusCode.OK, (await client.GetAsync($"{First}/files/dinosaurs-rnn-32.safetensors", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await client.GetAsync($"{First}/files/lesson.md", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await client.GetAsync($"{First}/files/..%2F_schema.md", TestContext.Current.CancellationToken)).StatusCode);
    }

    [GeneratedRegex("[1-9]")]
    private static partial Regex FramesPattern();

    [GeneratedRegex(@"live-3=([\w-]+)")]
    private static partial Regex RunInAddress();
}
