using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using RnnLab.Compute;
using RnnLab.E2E.Tests.Harness;
using RnnLab.Training;
using RnnLab.Training.Runs;
using static Microsoft.Playwright.Assertions;

namespace RnnLab.E2E.Tests.Unrolled;

/// <summary>The debugger of backpropagation as a student uses it.</summary>
public sealed class UnrollJourneyTests(Workbench workbench) : IAsyncDisposable
{
    /// <summary>Leaves nothing for other tests to see.</summary>
    public ValueTask DisposeAsync() => workbench.ClearRunsAsync();

    [Fact]
    public async Task Set_up_step_cut_check_and_share()
    {
        await using Visit visit = await workbench.OpenAsync("/unroll");
        IPage page = visit.Page;
        ILocator position = page.Locator(".unroll-page"), heading = page.Locator("#operation-title");
        await Expect(heading).ToHaveTextAsync("Before everything");

        // A network of one's own.
        await page.GetByLabel("Cell", new() { Exact = true }).SelectOptionAsync("relu");
        await page.Locator("#unroll-text").FillAsync("banana");
        await page.Locator("#unroll-text").PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex("cell=relu&text=banana$"));
        await Expect(page.Locator(".unroll-setup .card-note")).ToContainTextAsync("ReLU");

        // Forward by button and by keyboard, and back.
        await page.GetByRole(AriaRole.Button, new() { Name = "Step", Exact = true }).ClickAsync();
        await Expect(heading).ToHaveTextAsync("Forward");
        await Expect(position).ToHaveAttributeAsync("data-position", "1");
        await page.Locator("h1").FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(position).ToHaveAttributeAsync("data-position", "2");
        await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(position).ToHaveAttributeAsync("data-position", "1");
        await page.Keyboard.PressAsync("End");
        await Expect(heading).ToHaveTextAsync("Backward");
        await page.UntilAsync("() => document.querySelector('.shared-maps').dataset.arrived > 0");
        await page.Keyboard.PressAsync("Home");
        await Expect(position).ToHaveAttributeAsync("data-position", "0");

        // Playing stops at a breakpoint.
        await page.GetByRole(AriaRole.Button, new() { Name = "t=1: breakpoint" }).ClickAsync();
        await page.GetByLabel("Speed").SelectOptionAsync("16");
        await page.Locator("h1").FocusAsync();
        await page.Keyboard.PressAsync(" ");
        await Expect(page.Locator(".unroll-operation .card-note")).ToContainTextAsync("t = 1");
        await Expect(page.Locator(".transport-play")).ToHaveTextAsync("Play");

        // Scissors; the check then says why the difference is no mistake.
        await page.GetByRole(AriaRole.Button, new() { Name = "Scissors between t = 2 and t = 3" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Scissors between t = 2 and t = 3" })).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(page.Locator(".edge-cut")).ToHaveCountAsync(1);
        await Expect(page.Locator(".engine-verdict")).ToContainTextAsync("the state carried on, gives the same gradients");

        // The same link, the same view.
        await Expect(page).ToHaveURLAsync(new Regex(@"cuts=3&stops=1&pos=\d+"));
        string note = await page.Locator(".unroll-operation .card-note").InnerTextAsync();
        await page.ReloadAsync();
        await Expect(page.Locator(".unroll-operation .card-note")).ToHaveTextAsync(note);
        await Expect(page.Locator(".edge-cut")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_weight_is_checked_and_the_engine_agrees()
    {
        await using Visit visit = await workbench.OpenAsync("/unroll?v=1&cell=gru");
        IPage page = visit.Page;
        await Expect(page.Locator(".engine-verdict")).ToContainTextAsync("same gradients");
        await page.Locator(".check-weight").SelectOptionAsync(new SelectOptionValue { Index = 2 });
        await Expect(page).ToHaveURLAsync(new Regex("weight=2$"));
        string gradient = await page.Locator(".check-gradient").InnerTextAsync();
        Assert.True(double.TryParse(gradient, System.Globalization.CultureInfo.InvariantCulture, out _), gradient);
        await Expect(page.GetByText("They agree.")).ToBeVisibleAsync();
        await page.Locator("[data-field=clip] input").FillAsync("0.001");
        await page.Locator("[data-field=clip] input").PressAsync("Enter");
        await Expect(page.Locator(".update-sentence")).ToContainTextAsync("every gradient was multiplied");
    }

    [Fact]
    public async Task The_drawing_is_walked_by_keyboard()
    {
        await using Visit visit = await workbench.OpenAsync("/unroll?v=1&cell=gru&text=hello%20there%20you&pos=3");
        IPage page = visit.Page;
        ILocator drawing = page.Locator(".unroll-drawing > svg"), focused = page.Locator(".unroll-drawing [data-figure-item]:focus"), position = page.Locator(".unroll-page");
        await Expect(drawing).ToHaveAttributeAsync("data-keys", "on");
        await Expect(drawing.Locator("[data-figure-item][tabindex='0']")).ToHaveCountAsync(1);

        // From a node along the arrow to the next node; the debugger does not step meanwhile.
        await drawing.Locator("[aria-label^='h at t = 0,']").FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(focused).ToHaveAttributeAsync("aria-label", new Regex("^h at t = 0 to h at t = 1: Ur \\[4, 4\\], Uz"));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#shared-title")).ToContainTextAsync("contributions");
        await Expect(page).ToHaveURLAsync(new Regex("value=\\d+"));
        await Expect(drawing.Locator(".edge-shared")).Not.ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(focused).ToHaveAttributeAsync("aria-label", new Regex("^h at t = 1,"));
        await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("ArrowUp");
        await Expect(focused).ToHaveAttributeAsync("aria-label", new Regex("^loss at t = 1,"));
        await Expect(position).ToHaveAttributeAsync("data-position", "3");

        // Beyond the border of the folded drawing lies its next window.
        await page.Keyboard.PressAsync("End");
        await Expect(focused).ToHaveAttributeAsync("aria-label", new Regex("^loss at t = 7,"));
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page).ToHaveURLAsync(new Regex("from=\\d"));
        await Expect(focused).ToHaveAttributeAsync("aria-label", new Regex("^loss at t = \\d"));

        // Escape leaves, and the arrows step again.
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("[data-page-keys=on]")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(position).ToHaveAttributeAsync("data-position", "4");
    }

    [Fact]
    public async Task A_cell_of_ones_own_is_written_and_compared()
    {
        await using Visit visit = await workbench.OpenAsync("/unroll?v=1&cell=gru");
        IPage page = visit.Page;
        await Expect(page.Locator(".engine-verdict")).ToContainTextAsync("same gradients");
        await page.GetByLabel("Cell", new() { Exact = true }).SelectOptionAsync("own");
        ILocator equations = page.Locator("#setting-unroll-cell");
        await Expect(equations).ToHaveValueAsync(new Regex("^r = sigmoid"));
        await equations.FillAsync("h' = tahn(W*x + U*h)");
        await equations.BlurAsync();
        await Expect(page.Locator("#setting-unroll-cell-line")).ToContainTextAsync("Line 1, column 6");
        await equations.FillAsync("k = sigmoid(V*x + b)\nh' = k .* h + (1 - k) .* tanh(W*x)");
        await equations.BlurAsync();
        await Expect(page.Locator("#setting-unroll-cell-line")).ToContainTextAsync("learns V, b, W");
        await Expect(page.Locator(".unroll-setup .card-note")).ToContainTextAsync("Your own cell");
        await Expect(page.Locator(".engine-verdict")).ToContainTextAsync("same gradients");

        // Beside a variant of the LSTM instead of the usual three.
        await page.Locator(".flow-cells summary").ClickAsync();
        await page.GetByLabel("LSTM, peephole").CheckAsync();
        await page.GetByLabel("GRU", new() { Exact = true }).UncheckAsync();
        await Expect(page.Locator(".flow-chart h3")).ToHaveTextAsync(["The network above", "RNN (tanh)", "LSTM", "LSTM, peephole"]);

        // Random cuts are those of training, and another draw is another step's.
        await page.GetByLabel("Truncate").SelectOptionAsync("random");
        await Expect(page.Locator(".cut-words")).ToContainTextAsync("multiplied by 1.33");
        await page.GetByRole(AriaRole.Button, new() { Name = "Draw again" }).ClickAsync();
        await Expect(page.Locator(".engine-verdict")).ToContainTextAsync("as in training step 1, gives the same gradients");
        await Expect(page).ToHaveURLAsync(new Regex("owncell=k.*cuts=random-1.*cells="));
        await page.ReloadAsync();
        await Expect(equations).ToHaveValueAsync(new Regex("^k = sigmoid"));
        await Expect(page.Locator(".engine-verdict")).ToContainTextAsync("as in training step 1, gives the same gradients");
    }

    [Fact]
    public async Task A_runs_checkpoint_is_unrolled()
    {
        var registry = workbench.Services.GetRequiredService<RunRegistry>();
        TrainingRun run = await registry.CreateAsync(new RunConfig { Corpus = "dinosaurs", Cell = CellKind.Gru, Layers = 2, Hidden = 12, SequenceLength = 10, MaxSteps = 6 }, cancellation: TestContext.Current.CancellationToken);
        await run.StartAsync();
        await run.WhenSettledAsync(TestContext.Current.CancellationToken);
        await using Visit visit = await workbench.OpenAsync("/unroll");
        await visit.Page.GetByLabel("Model", new() { Exact = true }).SelectOptionAsync(run.Id);
        await Expect(visit.Page.Locator(".unroll-setup .card-note")).ToHaveTextAsync("weights of step 6");
        await Expect(visit.Page).ToHaveURLAsync(new Regex($"run={run.Id}&step=6$"));
        await Expect(visit.Page.Locator(".engine-verdict")).ToContainTextAsync("same gradients");
        await visit.Page.Locator("#unroll-text").FillAsync("9");
        await visit.Page.Locator("#unroll-text").PressAsync("Enter");
        await Expect(visit.Page.Locator("#unroll-text-line")).ToContainTextAsync("two characters");
        await visit.Page.Locator("#unroll-text").FillAsync("9Ω9");
        await visit.Page.Locator("#unroll-text").PressAsync("Enter");
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("never seen");
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task It_is_accessible(ColorScheme theme)
    {
        await using Visit visit = await workbench.OpenAsync("/unroll?v=1&cell=lstm&layers=2&pos=420", theme);
        await Expect(visit.Page.Locator(".engine-verdict")).ToContainTextAsync("same gradients");
        await visit.Page.UntilAsync("() => document.querySelectorAll('.flow-chart .js-plotly-plot').length === 4");
        await visit.AssertAccessibleAsync();
        await visit.PictureAsync($"unroll-{theme}");
    }

    [Fact]
    public async Task Nonsense_is_answered_in_words()
    {
        await using Visit visit = await workbench.OpenAsync("/unroll?v=1&cell=x&layers=-4&pos=999999&value=99999&run=nobody");
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("There is no run");
        await visit.GoAsync("/unroll?v=1&pos=999999&value=99999&el=55555&from=90&weight=777");
        await Expect(visit.Page.Locator("#operation-title")).ToHaveTextAsync("Backward");
        await visit.Page.Locator("#unroll-text").FillAsync("");
        await visit.Page.Locator("#unroll-text").PressAsync("Enter");
        await Expect(visit.Page.Locator("#unroll-text-line")).ToContainTextAsync("two characters");
    }
}
