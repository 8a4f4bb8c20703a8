using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using RnnLab.Compute;
using RnnLab.Compute.Reference;
using RnnLab.Data.Corpora;
using RnnLab.Training.Runs;
using RnnLab.Training.Views;
using RnnLab.Web.Components.Gates;
using RnnLab.Web.Components.Inside;
using RnnLab.Web.Components.Runs;
using RnnLab.Web.Components.Sampling;

namespace RnnLab.Web.Tests.Gates;

/// <summary>Networks set up by hand: their place in addresses and links, their fields, and the arithmetic of both directions.</summary>
public sealed class HandNetworkTests : BunitContext
{
    private const string Text = "allosaurus\nzby";
    private readonly string _folder = Directory.CreateTempSubdirectory("rnnlab-hand-").FullName;
    private readonly RunRegistry _registry;

    public HandNetworkTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        RunRegistryOptions options = new() { DataDirectory = _folder, CreateBackend = threads => ComputeBackends.CreateDefault(1) };
        CorpusLibrary corpora = new(Path.Combine(_folder, "corpora"));
        _registry = new RunRegistry(options, corpora, TimeProvider.System);
        Services.Add(new(typeof(CorpusLibrary), corpora));
        Services.Add(new(typeof(RunRegistry), _registry));
        Services.Add(new(typeof(RunRegistryOptions), options));
        Services.Add(new(typeof(TimeProvider), TimeProvider.System));
        Services.AddScoped<RnnLab.Web.Components.Ui.KeyHints>();
        Services.AddScoped<Selection>();
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await _registry.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("v=1&hand=gru")]
    [InlineData("v=1&hand=lstm,layers:2,hidden:64,seed:7,both&layer=2&dir=backward&map=f&unit=3&t=4")]
    [InlineData("v=1&hand=rnn,symbols:ab%2520c")]
    public void The_gates_page_keeps_it_in_its_address(string query) => Assert.Equal(query, GatesView.FromQuery(query).ToQuery());

    [Fact]
    public void The_sampling_page_keeps_it_in_its_address()
    {
        SampleView view = SampleAddress.Read("v=1&hand=gru,hidden:64&seed=3");
        Assert.Equal("hand:gru,hidden:64", view.Run);
        Assert.Equal("v=1&hand=gru,hidden:64&seed=3", SampleAddress.Write(view));
    }

    [Fact]
    public void Links_lead_to_what_other_pages_can_show_of_it()
    {
        LookedAt at = new() { Run = "hand:lstm,layers:4,hidden:64,seed:7", Text = Text, Layer = 0, Unit = 3, Time = 4, Map = "f" };
        InsideSubject subject = new(20_000, false);
        Assert.Equal("gates?v=1&hand=lstm,layers:4,hidden:64,seed:7&text=allosaurus%0Azby&layer=1&unit=3&t=4&map=f", ViewLink.To(InsideView.Gates, at, subject).Href);
        Assert.StartsWith("sample?v=1&hand=lstm", ViewLink.To(InsideView.Sample, at, subject).Href, StringComparison.Ordinal);
        ViewLink unroll = ViewLink.To(InsideView.Unroll, at, subject);
        Assert.Contains("cell=lstm", unroll.Href, StringComparison.Ordinal);
        Assert.Contains("weights drawn anew", unroll.Title, StringComparison.Ordinal);
        Assert.Null(ViewLink.To(InsideView.Past, at, subject).Href);
        Assert.Contains("cannot write", ViewLink.To(InsideView.Sample, at with { Run = "hand:gru,both" }, subject).Title, StringComparison.Ordinal);
        Assert.Null(ViewLink.To(InsideView.Unroll, at with { Run = "hand:gru,owncell:x" }, subject).Href);
    }

    [Fact]
    public void Its_fields_say_that_nothing_was_learned_and_tell_every_change()
    {
        HandSetup setup = HandSetup.Parse("hand:lstm,forgetbias:1,init:orthogonal")!;
        var fields = Render<HandFields>(p => p.Add(f => f.Setup, setup).Add(f => f.Text, "banana").Add(f => f.BothAllowed, true).Add(f => f.Changed, EventCallback.Factory.Create<HandSetup>(this, changed => setup = changed)));
        Assert.Contains("nothing here was learned", fields.Markup, StringComparison.Ordinal);
        fields.Find("select[aria-label=Cell]").Change("gru");
        Assert.Equal((CellKind.Gru, null), (setup.Config.Cell, setup.Config.ForgetBias));
        fields.Render(p => p.Add(f => f.Setup, setup));
        fields.Find("input[type=checkbox]").Change(true);
        Assert.Equal((true, Nn.InitializationScheme.PyTorch), (setup.BothDirections, setup.Config.Initialization));
        fields.Render(p => p.Add(f => f.Setup, setup));
        fields.Find("select[aria-label=Alphabet]").Change("");
        Assert.Equal("abn", setup.Symbols);
        fields.Render(p => p.Add(f => f.Setup, setup));
        fields.Find("select[aria-label=Cell]").Change("own");
        fields.Render(p => p.Add(f => f.Setup, setup));
        Assert.NotNull(fields.Find("#hand-equations"));
        Assert.Null(_registry.SetUp(setup).Problem);
    }

    [Theory]
    [InlineData("hand:rnn,layers:2,hidden:5,both")]
    [InlineData("hand:gru,layers:2,hidden:5,both")]
    [InlineData("hand:lstm,layers:2,hidden:5,both,forgetbias:1")]
    public void The_arithmetic_of_both_halves_comes_to_the_value_on_screen(string id)
    {
        TrainingRun run = _registry.FindModel(id)!;
        using ReferenceBackend backend = new();
        using TwoWayNetwork network = new(run.Config, run.Vocabulary, backend);
        GateFrame frame = network.Read(Text, run.Id);
        foreach (int place in Enumerable.Range(0, 4))
        {
            foreach (int time in (int[])[0, 6, Text.Length - 1])
            {
                using CellArithmetic arithmetic = CellArithmetic.OfHalf(run, backend, frame, place, time);
                foreach (GateMap map in frame.Layers[place].Maps)
                    Assert.Equal(map.Values[(3 * frame.Layers[place].Time) + time], arithmetic.Explain(0, map.Name, 3).Value, 1e-6);
            }
        }

        using CellArithmetic top = CellArithmetic.OfHalf(run, backend, frame, 3, 6);
        string symbols = top.Explain(0, "h", 3).Symbols + top.Explain(0, frame.Layers[3].Maps[0].Name, 3).Symbols;
        Assert.Contains("_{t+1}", symbols, StringComparison.Ordinal);
        Assert.Contains(@"\overleftarrow{h}_t", symbols, StringComparison.Ordinal);
    }

    [Fact]
    public void The_gates_page_opens_it_and_offers_it_in_its_picker()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("gates?v=1&hand=gru,hidden:6,layers:2,both&text=banana");
        // Without any run there is nothing to choose between, but a link to a network set up by hand is shown all the same.
        var page = Render<RnnLab.Web.Components.Pages.Gates>();
        page.WaitForAssertion(() => Assert.Contains("Untrained: weights drawn with seed 1", page.Find(".gates-model-line").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(20));
        page.WaitForAssertion(() => Assert.Contains("layer 1 forward, unit 0, t 0", page.Find(".gates-cell").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(20));
        page.FindAll("[aria-label=Direction] button")[1].Click();
        page.WaitForAssertion(() => Assert.Contains("layer 1 backward, unit 0, t 0", page.Find(".gates-cell").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(20));
        Assert.Contains("it cannot go on writing", page.Markup, StringComparison.Ordinal);
    }
}
