using RnnLab.Compute;
using RnnLab.Data.Corpora;
using RnnLab.Training.Checkpoints;
using RnnLab.Training.Metrics;
using RnnLab.Training.Runs;
using RnnLab.Training.Views;
using RnnLab.Training.Views.Units;

namespace RnnLab.Training.Tests.Runs;

/// <summary>The models in lessons/models: what is said of them must be what the engine computes of them today.</summary>
public sealed class ShippedModelTests : IAsyncDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("rnnlab-").FullName;
    private readonly RunRegistry _registry;

    public ShippedModelTests()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "RnnLab.sln")))
            root = root.Parent ?? throw new DirectoryNotFoundException("The repository is not above the tests.");
        _registry = new(new() { DataDirectory = _data, ShippedDirectory = Path.Combine(root.FullName, "lessons", "models") }, new CorpusLibrary(Path.Combine(_data, "corpora")), TimeProvider.System);
    }

    public static TheoryData<string> Ids => ["names-gru-64", "names-lstm-64", "names-rnn-64", "tavern-lstm-96"];

    [Fact]
    public void They_are_listed_beside_the_runs_and_small()
    {
        Assert.Empty(_registry.Unreadable);
        Assert.Empty(_registry.List());
        Assert.Equal(Ids.Select(row => row.Data), _registry.Shipped.Select(run => run.Id));
        Assert.All(_registry.Shipped, run => Assert.True(run.IsShipped && run.Status == RunStatus.Finished && run == _registry.Find(run.Id)));
        long bytes = _registry.Shipped.SelectMany(run => Directory.EnumerateFiles(run.Directory, "*", SearchOption.AllDirectories)).Sum(file => new FileInfo(file).Length);
        Assert.InRange(bytes, 1, 2_600_000);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Their_losses_are_those_of_the_engine_on_the_text_they_name(string id)
    {
        var run = _registry.Find(id)!;
        int[] validation = run.LoadValidationSymbols();
        Assert.Equal(run.ValidationCharacters, validation.Length);
        Assert.InRange(run.Checkpoints.Count, 2, 6);
        Assert.Equal(run.Feed.Latest!.Value.Step, run.Checkpoints[^1].Step);
        using var backend = ComputeBackends.CreateDefault(1);
        foreach (var checkpoint in run.Checkpoints)
        {
            var snapshot = ModelSnapshot.Load(checkpoint.Path);
            Assert.Equal(run.Config, snapshot.Config);
            Assert.Equal(run.Vocabulary.ToList(), snapshot.Vocabulary.ToList());
            using var model = snapshot.CreateModel(backend);
            double loss = StreamEvaluator.MeanLoss(model, validation)!.Value;
            Assert.InRange(Math.Abs(loss - snapshot.ValidationLoss!.Value), 0, 1e-4);
            Assert.InRange(Math.Abs(loss - checkpoint.ValidationLoss!.Value), 0, 2e-4);
        }

        // The curve's own validation of the last step, measured while it was trained.
        Assert.InRange(Math.Abs(run.Feed.LatestValidation!.Value.Loss - run.Checkpoints[^1].ValidationLoss!.Value), 0, 2e-4);
        Assert.Equal(run.Checkpoints[^1].Step, run.Feed.LatestValidation!.Value.Step);
        Assert.True(run.Checkpoints[^1].ValidationLoss < run.Checkpoints[0].ValidationLoss - 0.2, "Training made it better.");
        Assert.True(run.Samples.Count > 5);
    }

    [Fact]
    public void Single_units_of_the_tavern_model_track_the_text()
    {
        var run = _registry.Find("tavern-lstm-96")!;
        string text = run.Vocabulary.Decode(run.LoadValidationSymbols().AsSpan(0, 3000));
        using var backend = ComputeBackends.CreateDefault(1);
        using var model = ModelSnapshot.Load(run.Checkpoints[^1].Path).CreateModel(backend);
        var frame = GateProbe.Compute(model, run.Vocabulary, text, run.Id, 0);
        foreach (var feature in new[] { TextFeature.Capital, TextFeature.AfterSpace, TextFeature.LineEnd })
        {
            var best = frame.Layers
                .SelectMany(layer => layer.Maps.SelectMany(map => UnitTracking.Rank(map, layer.Time, frame.Symbols, [feature]).Select(track => (layer.Name, Map: map.Name, Track: track))))
                .MaxBy(found => Math.Abs(found.Track.Correlation));
            Assert.True(Math.Abs(best.Track.Correlation) > 0.7, $"{feature}: the best unit is {best.Track.Unit} in {best.Map} of {best.Name} with {best.Track.Correlation:0.000}.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _registry.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }
}
