using AngleSharp.Dom;
using Bunit;
using RnnLab.Training;
using RnnLab.Training.Runs;
using RnnLab.Web.Components.Runs;
using RnnLab.Web.Components.Ui;

namespace RnnLab.Web.Tests.Runs;

public sealed class RunComponentTests : BunitContext
{
    public RunComponentTests() => JSInterop.Mode = JSRuntimeMode.Loose;

    [Theory]
    [InlineData(RunStatus.Ready, "Train", true, false)]
    [InlineData(RunStatus.Queued, "Pause", false, true)]
    [InlineData(RunStatus.Running, "Pause", false, true)]
    [InlineData(RunStatus.Paused, "Resume", true, true)]
    [InlineData(RunStatus.Stopped, "Resume", true, false)]
    [InlineData(RunStatus.Finished, "Resume", false, false)]
    [InlineData(RunStatus.Failed, "Resume", false, false)]
    public void The_buttons_follow_the_status(RunStatus status, string main, bool step, bool stop)
    {
        IRenderedComponent<RunControls> controls = Render<RunControls>(p => p.Add(c => c.Status, status).Add(c => c.Steps, 7));
        IElement[] buttons = [.. controls.FindAll("button")];
        Assert.Equal([main, "Step", "Stop", "Reset"], buttons.Select(b => b.TextContent.Trim()));
        Assert.Equal((!step, !stop), (buttons[1].HasAttribute("disabled"), buttons[2].HasAttribute("disabled")));
        Assert.Equal(status is RunStatus.Finished or RunStatus.Failed, buttons[0].HasAttribute("disabled"));
    }

    [Fact]
    public void What_cannot_be_undone_asks_first()
    {
        int done = 0;
        IRenderedComponent<ConfirmButton> button = Render<ConfirmButton>(p => p.Add(b => b.Verb, "Delete").Add(b => b.Question, "Delete it with its models?").Add(b => b.Confirmed, () => { done++; }));
        button.Find("button").Click();
        Assert.Contains("Delete it with its models?", button.Markup, StringComparison.Ordinal);
        button.FindAll("button")[1].Click();
        Assert.Equal(0, done);
        // The focus went to the way out, and then back to the button that asked.
        Assert.Equal(2, JSInterop.VerifyFocusAsyncInvoke(2).Count);
        button.Find("button").Click();
        button.FindAll("button")[0].Click();
        Assert.Equal(1, done);
        Assert.Single(button.FindAll("button"));
    }

    [Fact]
    public void Samples_follow_the_newest_until_one_is_chosen()
    {
        SampleRecord[] samples = [new(10, "qxz", 0.8, 1), new(20, "the", 0.8, 1), new(30, "the king", 0.8, 1)];
        long? chosen = -1;
        IRenderedComponent<SamplesCard> card = Render<SamplesCard>(p => p.Add(c => c.Samples, samples[..2]).Add(c => c.StepChanged, (long? s) => { chosen = s; }));
        Assert.Equal("the", card.Find(".sample-text").TextContent);
        card.Render(p => p.Add(c => c.Samples, samples));
        Assert.Equal("the king", card.Find(".sample-text").TextContent);

        card.Find("input[type=range]").Input("0");
        Assert.Equal(10, chosen);
        card.Render(p => p.Add(c => c.Step, 10));
        Assert.Equal("qxz", card.Find(".sample-text").TextContent);
        card.Find(".samples-scrub button").Click();
        Assert.Null(chosen);
        // A link to a step without a sample shows the one before it.
        card.Render(p => p.Add(c => c.Step, 25));
        Assert.Equal("the", card.Find(".sample-text").TextContent);
    }

    [Fact]
    public void Before_the_first_sample_the_card_says_when_it_comes()
    {
        IRenderedComponent<SamplesCard> card = Render<SamplesCard>(p => p.Add(c => c.Samples, []).Add(c => c.Every, 100));
        Assert.Contains("Every 100 steps", card.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_characters_are_named()
    {
        Assert.Null(SampleText.UnknownSentence([], "the space"));
        Assert.Equal("The training text never uses “é”; the network reads the space instead.", SampleText.UnknownSentence(["é"], SampleText.Name(" ")));
        Assert.Equal("The training text never uses the tab and “ß”; the network reads the line break instead.", SampleText.UnknownSentence(["\t", "ß"], SampleText.Name("\n")));
        Assert.Contains("and 2 more", SampleText.UnknownSentence([.. "abcdefghij".Select(c => c.ToString())], "the space"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_status_has_a_word_an_icon_and_a_tone()
    {
        foreach (RunStatus status in Enum.GetValues<RunStatus>())
        {
            IRenderedComponent<RunStatusPill> pill = Render<RunStatusPill>(p => p.Add(s => s.Status, status));
            Assert.Equal(RunStatusWords.Word(status), pill.Find("span span").TextContent);
            Assert.NotEmpty(IconLibrary.Shape(RunStatusWords.Icon(status)));
        }
    }

    [Fact]
    public void Every_gate_of_every_cell_has_a_name_and_an_explanation()
    {
        foreach (Compute.CellKind cell in Enum.GetValues<Compute.CellKind>())
        {
            Assert.Contains(GateWords.First(cell), GateWords.Letters(cell));
            Assert.All(GateWords.Letters(cell), letter => Assert.True(GateWords.Explain(letter, cell).Length > 20 && GateWords.Short(letter).Length > 1));
        }
    }

    [Fact]
    public void Variants_and_own_cells_show_their_own_gates_with_what_computes_them()
    {
        RunConfig coupled = new() { Variant = Compute.LstmVariant.CoupledGates | Compute.LstmVariant.NoOutputActivation };
        Assert.Equal(["i", "g", "o", "c", "h"], GateWords.Letters(coupled));
        Assert.Equal("h", GateWords.First(coupled));
        Assert.Contains("1 − i", GateWords.Explain("i", coupled), StringComparison.Ordinal);
        Assert.Contains("no bounds", GateWords.Explain("h", coupled), StringComparison.Ordinal);
        RunConfig own = new() { OwnCell = "keep = sigmoid(A*x + B*h)   # a gate\nh' = keep*h + (1-keep)*tanh(C*x)" };
        Assert.Equal(["keep", "h"], GateWords.Letters(own));
        Assert.Equal("Computed by keep = sigmoid(A*x + B*h).", GateWords.Explain("keep", own));
        Assert.Equal("h", GateWords.First(own));
    }
}
