using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using RnnLab.Compute;
using RnnLab.Data.Corpora;
using RnnLab.Training;
using RnnLab.Training.Runs;
using RnnLab.Web.Components.Runs;
using RnnLab.Web.Components.Runs.Past;
using RnnLab.Web.Tests.Harness;
using TestContext = Xunit.TestContext;

namespace RnnLab.Web.Tests.Runs;

/// <summary>The models that come with the program, on the pages: listed by themselves, opened at once, never changed.</summary>
public sealed class ShippedModelPageTests : BunitContext
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rnnlab-shipped-").FullName;
    private RunRegistry _registry = null!;

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        await _registry.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void On_a_fresh_machine_the_runs_page_says_what_to_do_and_lists_the_shipped_models()
    {
        Open(shipped: true);
        var page = Render<RnnLab.Web.Components.Pages.Runs>();
        page.WaitForAssertion(() => Assert.Contains("No runs yet", page.Find(".empty").TextContent, StringComparison.Ordinal));
        Assert.Equal("Shipped with RnnLab", page.Find("#shipped-title").TextContent);
        Assert.Equal(_registry.Shipped.Select(run => run.Title), page.FindAll(".run-name a").Select(link => link.TextContent));
        Assert.DoesNotContain("Delete", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_them_the_pages_say_what_is_missing()
    {
        Open(shipped: false);
        var runs = Render<RnnLab.Web.Components.Pages.Runs>();
        runs.WaitForAssertion(() => Assert.NotNull(runs.Find(".empty")));
        Assert.Empty(runs.FindAll("#shipped-title"));
        var sample = Render<RnnLab.Web.Components.Pages.Sample>();
        sample.WaitForAssertion(() => Assert.StartsWith("lab?", sample.Find(".empty a.button").GetAttribute("href"), StringComparison.Ordinal));
        Assert.Equal("lab", Render<RnnLab.Web.Components.Pages.Gates>().Find(".empty a.button").GetAttribute("href"));
    }

    [Fact]
    public void Pickers_have_them_under_a_heading_of_their_own()
    {
        Open(shipped: true);
        var alone = Render<ModelOptions>(p => p.Add(o => o.Runs, _registry.Models));
        Assert.Equal(["Shipped with RnnLab"], alone.FindAll("optgroup").Select(group => group.GetAttribute("label")));
        var gates = Render<RnnLab.Web.Components.Pages.Gates>();
        Assert.Equal("names-gru-64", gates.Find(".gates-model select").GetAttribute("value"));
    }

    [Fact]
    public async Task A_persons_own_runs_come_first()
    {
        Open(shipped: true);
        TrainingRun own = await OwnAsync();
        var both = Render<ModelOptions>(p => p.Add(o => o.Runs, _registry.Models));
        Assert.Equal(["Trained here", "Shipped with RnnLab"], both.FindAll("optgroup").Select(group => group.GetAttribute("label")));
        Assert.Equal(own.Id, both.Find("option").GetAttribute("value"));
    }

    [Fact]
    public void The_page_of_one_offers_its_settings_and_no_training()
    {
        Open(shipped: true);
        var header = Render<RunHeader>(p => p.Add(h => h.Run, _registry.Find("names-lstm-64")!));
        Assert.Empty(header.FindAll(".run-controls"));
        Assert.Contains("Train your own", header.Markup, StringComparison.Ordinal);
        Assert.Contains("It stays as it is", header.Find(".run-message").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_branch_says_that_the_optimizer_begins_afresh_and_trains_on()
    {
        Open(shipped: true);
        TrainingRun source = _registry.Find("names-rnn-64")!;
        TrainingRun? made = null;
        var form = Render<BranchForm>(p => p.Add(f => f.Run, source).Add(f => f.Step, 63).Add(f => f.Branched, EventCallback.Factory.Create<TrainingRun>(this, run => made = run)));
        Assert.Contains("Adam begins afresh", form.Find(".card-hint").TextContent, StringComparison.Ordinal);
        form.Find("#branch-add").Change("epochs");
        form.Find("#setting-epochs").Input("4");
        await form.Find("form").SubmitAsync();
        form.WaitForAssertion(() => Assert.NotNull(made), TimeSpan.FromSeconds(20));
        await made!.WhenSettledAsync(TestContext.Current.CancellationToken);
        Assert.Equal((RunStatus.Finished, 84L), (made.Status, made.Feed.Latest!.Value.Step));
        Assert.False(made.IsShipped);
        Assert.Equal(source.Checkpoints[0].Step, made.BranchOf!.Value.Step);
        Assert.True(made.Feed.LatestValidation!.Value.Loss < source.Checkpoints[0].ValidationLoss, "21 more steps make it better.");
    }

    [Fact]
    public async Task A_branch_at_the_end_asks_for_more_epochs()
    {
        Open(shipped: true);
        TrainingRun source = _registry.Find("tavern-lstm-96")!;
        var form = Render<BranchForm>(p => p.Add(f => f.Run, source).Add(f => f.Step, 7000));
        await form.Find("form").SubmitAsync();
        Assert.Contains("Step 7,000 lies 32 epochs into the training: raise", form.Find("form > .setting-problem").TextContent, StringComparison.Ordinal);
        Assert.Equal("32", form.Find("#setting-epochs").GetAttribute("value"));
        Assert.Empty(_registry.List());
    }

    private void Open(bool shipped)
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        RunRegistryOptions options = new()
        {
            DataDirectory = _folder,
            ShippedDirectory = shipped ? Path.Combine(Repository.Root, "lessons", "models") : null,
            CreateBackend = threads => ComputeBackends.CreateDefault(1),
        };
        CorpusLibrary corpora = new(Path.Combine(_folder, "corpora"));
        _registry = new RunRegistry(options, corpora, TimeProvider.System);
        Services.Add(new(typeof(CorpusLibrary), corpora));
        Services.Add(new(typeof(RunRegistry), _registry));
        Services.Add(new(typeof(RunRegistryOptions), options));
        Services.Add(new(typeof(TimeProvider), TimeProvider.System));
        Services.AddScoped<RnnLab.Web.Components.Ui.KeyHints>();
        Services.AddScoped<RnnLab.Web.Components.Inside.Selection>();
    }

    private async Task<TrainingRun> OwnAsync()
    {
        RunConfig config = new() { Corpus = "dinosaurs", Cell = CellKind.Gru, Layers = 1, Hidden = 4, SequenceLength = 8, Batch = 4, MaxSteps = 2 };
        return await _registry.CreateAsync(config, null, TestContext.Current.CancellationToken);
    }
}
