using RnnLab.Compute.Reference;
using RnnLab.Data.Text;
using RnnLab.Nn;
using RnnLab.Training.Checkpoints;

namespace RnnLab.Training.Tests.Checkpoints;

public sealed class ModelSnapshotTests : IDisposable
{
    private static readonly RunConfig Config = new() { Hidden = 4, Layers = 1, Cell = Compute.CellKind.Gru };
    private readonly string _directory = Directory.CreateTempSubdirectory("rnnlab-").FullName;
    private readonly ReferenceBackend _backend = new();
    private readonly CharacterVocabulary _vocabulary = CharacterVocabulary.FromText("abc \n\"ü\U0001F600");

    private string Path => System.IO.Path.Combine(_directory, "model.safetensors");

    public void Dispose()
    {
        _backend.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void A_model_comes_back_from_its_file_with_every_bit()
    {
        using var model = new LanguageModel(Config.ToModelConfig(_vocabulary.Count), _backend);
        ModelSnapshot.Take(model, Config, _vocabulary, 42, 1.23456789).Save(Path);

        var loaded = ModelSnapshot.Load(Path);

        Assert.Equal((42, 1.23456789), (loaded.Step, loaded.ValidationLoss));
        Assert.Equal(Config, loaded.Config);
        Assert.Equal(_vocabulary.ToList(), loaded.Vocabulary.ToList());
        using var copy = loaded.CreateModel(_backend);
        foreach (var (before, after) in model.Parameters.Zip(copy.Parameters))
        {
            double[] x = new double[before.Value.Shape.Count], y = new double[x.Length];
            before.Value.CopyTo(x);
            after.Value.CopyTo(y);
            Assert.Equal(x, y);
        }
    }

    [Fact]
    public void The_names_and_shapes_are_those_of_PyTorch()
    {
        using var model = new LanguageModel(Config.ToModelConfig(_vocabulary.Count), _backend);
        ModelSnapshot.Take(model, Config, _vocabulary, 1).Save(Path);
        var file = SafetensorsFile.Read(Path);
        Assert.Equal("pt", file.Metadata["format"]);
        Assert.Equal([12L, 8], file.Find("rnn.weight_ih_l0")!.Shape);
        Assert.Equal([12L, 4], file.Find("rnn.weight_hh_l0")!.Shape);
        Assert.Equal([8L, 4], file.Find("head.weight")!.Shape);
    }

    [Fact]
    public void A_valid_file_of_another_program_is_said_to_lack_our_metadata()
    {
        new SafetensorsFile([SafetensorsTensor.FromFloats("bert.embeddings", [2], [1, 2])], new Dictionary<string, string> { ["format"] = "pt" }).Write(Path);
        string message = Assert.Throws<SafetensorsException>(() => ModelSnapshot.Load(Path)).Message;
        Assert.Contains("not a checkpoint of RnnLab", message, StringComparison.Ordinal);
        Assert.Contains("rnnlab.config", message, StringComparison.Ordinal);
        Assert.Contains("\"bert.embeddings\"", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rnnlab.config", "{ \"version\": 3 }", "version 3")]
    [InlineData("rnnlab.config", "{ \"hidden\": 0 }", "not 0")]
    [InlineData("rnnlab.config", "{ \"hidden\": 5, \"layers\": 1, \"cell\": \"Gru\" }", "should have [15, 8]")]
    [InlineData("rnnlab.config", "{ \"hidden\": 4, \"layers\": 2, \"cell\": \"Gru\" }", "lacks the weights \"rnn.weight_ih_l1\"")]
    [InlineData("rnnlab.config", "{ \"hidden\": 1000000, \"layers\": 4 }", "GB")]
    [InlineData("rnnlab.vocabulary", "[\"a\", \"b\"]", "should have [12, 2]")]
    [InlineData("rnnlab.vocabulary", "[\"a\", \"a\"]", "occurs twice")]
    [InlineData("rnnlab.vocabulary", "[]", "vocabulary is empty")]
    [InlineData("rnnlab.vocabulary", "?", "cannot be used")]
    [InlineData("rnnlab.step", "many", "its step is \"many\"")]
    public void Metadata_that_does_not_fit_the_weights_is_refused_in_words(string key, string value, string words)
    {
        using var model = new LanguageModel(Config.ToModelConfig(_vocabulary.Count), _backend);
        ModelSnapshot.Take(model, Config, _vocabulary, 1).Save(Path);
        var file = SafetensorsFile.Read(Path);
        new SafetensorsFile(file.Tensors, new Dictionary<string, string>(file.Metadata) { [key] = value }).Write(Path);
        Assert.Contains(words, Assert.Throws<SafetensorsException>(() => ModelSnapshot.Load(Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_gives_its_weights_before_training_during_it_and_after()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var lab = await Lab.CreateAsync();
        var run = await lab.Registry.CreateAsync(lab.Tiny with { Epochs = 100_000, SampleEvery = 0 }, null, cancellation);
        var fresh = await run.SnapshotAsync(cancellation);
        Assert.Equal(0, fresh.Step);
        await run.StepAsync(2);
        await run.WhenSettledAsync(cancellation);
        Assert.Equal(2, (await run.SnapshotAsync(cancellation)).Step);

        await run.StartAsync();
        var live = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => run.SnapshotAsync(cancellation)));
        Assert.All(live, snapshot => Assert.InRange(snapshot.Step, 2, long.MaxValue));
        await run.StopAsync();
        var last = await run.SnapshotAsync(cancellation);
        Assert.Equal(run.Feed.Latest!.Value.Step, last.Step);
        Assert.NotEqual(fresh.Weights["head.weight"], last.Weights["head.weight"]);
    }

    [Fact]
    public async Task Of_the_checkpoints_the_best_and_the_last_are_kept_and_the_name_tells_the_loss()
    {
        var cancellation = TestContext.Current.CancellationToken;

        // A learning rate so high that the loss soon rises again.
        await using var lab = await Lab.CreateAsync();
        var run = await lab.Registry.CreateAsync(lab.Tiny with { LearningRate = 1.5, Epochs = 12 }, null, cancellation);
        await run.StartAsync();
        await run.WhenSettledAsync(cancellation);
        var best = run.Feed.Validations.MinBy(point => point.Loss);
        Assert.NotEqual(96, best.Step);
        Assert.Equal([best.Step, 96], run.Checkpoints.Select(checkpoint => checkpoint.Step));
        Assert.Equal(
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"step-{best.Step:00000000}-val-{best.Loss:0.0000}.safetensors"),
            System.IO.Path.GetFileName(run.Checkpoints[0].Path));
        Assert.Equal(best.Loss, ModelSnapshot.Load(run.Checkpoints[0].Path).ValidationLoss);
        Assert.Equal(best.Loss, run.Checkpoints[0].ValidationLoss!.Value, 4);
    }
}
