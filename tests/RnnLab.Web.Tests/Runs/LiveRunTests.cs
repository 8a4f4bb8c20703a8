using Bunit;
using RnnLab.Compute;
using RnnLab.Training.Sampling;
using RnnLab.Web.Components.Runs;
using RnnLab.Web.Components.Runs.Live;
using RnnLab.Web.Components.Unrolled;
using RnnLab.Web.Tests.Harness;
using TestContext = Xunit.TestContext;

namespace RnnLab.Web.Tests.Runs;

/// <summary>The parts that show a run, over a real run of a few steps.</summary>
public sealed class LiveRunTests : BunitContext, IAsyncLifetime
{
    private TrainedRun _trained = null!;

    public async ValueTask InitializeAsync()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        _trained = await TrainedRun.CreateAsync(Services, TrainedRun.Tiny with { Layers = 1 }, change: o => o with { GateTextLength = 20 });
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await _trained.DisposeAsync();
    }

    [Fact]
    public void The_header_names_the_run_and_leads_back_to_the_lab()
    {
        IRenderedComponent<RunHeader> header = Render<RunHeader>(p => p.Add(h => h.Run, _trained.Run));
        Assert.Equal(_trained.Run.Title, header.Find("h1").TextContent);
        Assert.Contains($"from={_trained.Run.Id}", header.Find("a[href^='lab']").GetAttribute("href"), StringComparison.Ordinal);
        UnrollView unrolled = UnrollView.FromQuery(new Uri("http://x/" + header.Find("a[href^='unroll']").GetAttribute("href")).Query);
        Assert.Equal((_trained.Run.Id, (long?)6, UnrollLink.Text(_trained.Run.Samples[^1].Text, string.Concat(_trained.Run.Vocabulary.ToList()), _trained.Run.ParameterCount)), (unrolled.Run, unrolled.Step, unrolled.Text));
        Assert.Equal("Finished", header.Find(".run-status").TextContent.Trim());
    }

    [Fact]
    public void The_tiles_give_one_loss_in_three_units()
    {
        IRenderedComponent<RunTiles> tiles = Render<RunTiles>(p => p.Add(t => t.Latest, _trained.Run.Feed.Latest).Add(t => t.Epochs, 10).Add(t => t.TotalSteps, 6));
        double nats = _trained.Run.Feed.Latest!.Value.SmoothedLoss;
        Assert.Contains(RunNumbers.Loss(nats), tiles.Markup, StringComparison.Ordinal);
        Assert.Contains($"{RunNumbers.Bits(nats)} bits, perplexity {RunNumbers.Perplexity(nats)}", tiles.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_sorts_and_marks_what_is_compared()
    {
        RunsView? wanted = null;
        IRenderedComponent<RunTable> table = Render<RunTable>(p => p.Add(t => t.Runs, _trained.Registry.List()).Add(t => t.View, new RunsView()).Add(t => t.ViewChanged, v => { wanted = v; }).Add(t => t.Now, _trained.Run.Created));
        Assert.Equal("descending", table.Find("th[aria-sort]").GetAttribute("aria-sort"));
        Assert.NotEmpty(table.FindAll("polyline"));
        table.Find("input[type=checkbox]").Change(true);
        Assert.Equal([_trained.Run.Id], wanted!.Compared);
    }

    [Fact]
    public async Task The_gates_of_a_run_that_stands_are_computed_from_where_it_stands()
    {
        (Training.Views.GateFrame? frame, string? problem) = await StandingGates.ComputeAsync(_trained.Run, "allosaurus and others", _trained.Options);
        Assert.Null(problem);
        Assert.Equal((6, 20, 8), (frame!.Step, frame.Layers[0].Time, frame.Layers[0].Hidden));
        Assert.Equal(GateWords.Letters(CellKind.Gru), frame.Layers[0].Maps.Select(m => m.Name));
    }

    [Fact]
    public async Task Text_streams_while_it_is_written_and_repeats_with_its_seed()
    {
        Training.Checkpoints.ModelSnapshot snapshot = await _trained.Run.SnapshotAsync(TestContext.Current.CancellationToken);
        SamplingOptions options = new("allo", 50, 0.8, 5, 7);
        await using StreamedSample one = StreamedSample.Start(snapshot, options, () => ComputeBackends.CreateDefault(1));
        await using StreamedSample two = StreamedSample.Start(snapshot, options, () => ComputeBackends.CreateDefault(1));
        await one.WaitAsync();
        await two.WaitAsync();
        Assert.Null(one.Problem);
        Assert.Equal(50, one.Text.Length);
        Assert.Equal(one.Text, two.Text);
        Assert.True(one.MeanBits > 0);
    }

    [Fact]
    public async Task Writing_can_be_stopped_and_what_is_written_stays()
    {
        Training.Checkpoints.ModelSnapshot snapshot = await _trained.Run.SnapshotAsync(TestContext.Current.CancellationToken);
        await using StreamedSample sample = StreamedSample.Start(snapshot, new SamplingOptions("", 1_000_000, 1, null, 1), () => ComputeBackends.CreateDefault(1));
        sample.Stop();
        await sample.WaitAsync();
        Assert.Null(sample.Problem);
        Assert.True(sample.Text.Length < 1_000_000);
    }
}
