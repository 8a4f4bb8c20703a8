using RnnLab.Compute;
using RnnLab.Compute.Cpu;
using RnnLab.Nn;
using RnnLab.Training.Checkpoints;
using RnnLab.Training.Sampling;
using RnnLab.Training.Views;

namespace RnnLab.Training.Tests;

/// <summary>Residual connections, layer normalisation, the kinds of dropout, zoneout and label smoothing, from the configuration to what people see.</summary>
public class StackOptionTests
{
    private static readonly Dictionary<string, Func<RunConfig, RunConfig>> Options = new()
    {
        ["none"] = c => c,
        ["residual"] = c => c with { Residual = true, Layers = 3 },
        ["layer norm, RNN"] = c => c with { LayerNormalized = true, Cell = CellKind.Rnn },
        ["layer norm, GRU"] = c => c with { LayerNormalized = true, Cell = CellKind.Gru },
        ["layer norm, LSTM"] = c => c with { LayerNormalized = true, ForgetBias = 1 },
        ["variational dropout"] = c => c with { Dropout = 0.2, DropoutKind = DropoutKind.Variational, Layers = 1 },
        ["variational dropout of an own cell"] = c => c with { Dropout = 0.2, DropoutKind = DropoutKind.Variational, Residual = true, OwnCell = "z = sigmoid(A*x + B*h + a)\nh' = z*h + (1-z)*tanh(C*x + D*h)" },
        ["recurrent dropout"] = c => c with { RecurrentDropout = 0.2, Cell = CellKind.GruResetBefore },
        ["zoneout"] = c => c with { ZoneoutHidden = 0.1, ZoneoutCell = 0.3 },
        ["label smoothing"] = c => c with { LabelSmoothing = 0.1 },
        ["all"] = c => c with { Residual = true, LayerNormalized = true, Dropout = 0.1, DropoutKind = DropoutKind.Variational, RecurrentDropout = 0.1, ZoneoutHidden = 0.05, ZoneoutCell = 0.1, LabelSmoothing = 0.05, Embedding = 8 },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names => new(Options.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_run_with_it_learns_measures_writes_and_is_kept(string name)
    {
        await using var lab = await Lab.CreateAsync(change: options => options with { CreateBackend = _ => new CpuBackend(1) });
        var config = Options[name](lab.Tiny with { Hidden = 12, Epochs = 20, LearningRate = 0.02 });
        Assert.Empty(config.Validate());
        var run = await lab.Registry.CreateAsync(config, null, Cancellation);
        await run.StartAsync();
        await run.WhenSettledAsync(Cancellation);
        Assert.Equal((RunStatus.Finished, null), (run.Status, run.Message));
        double first = run.Feed.Metrics[0].Loss, best = run.Feed.Metrics.Min(point => point.Loss);
        Assert.True(best < first - 0.5, $"The loss fell from {first} to {best} only.");

        // A checkpoint is the model: read back, it validates as the run said, draws no masks, and shows every gate.
        using var backend = new CpuBackend(1);
        var taken = await run.SnapshotAsync(Cancellation);
        string path = Path.Combine(lab.Directory, "copy.safetensors");
        taken.Save(path);
        var snapshot = ModelSnapshot.Load(path);
        Assert.Equal(config, snapshot.Config);
        Assert.Equal(taken.Weights, snapshot.Weights);
        using var sampler = new TextSampler(snapshot, backend);
        var once = sampler.Sample(new SamplingOptions("the", 30, 0.8, null, 4), Cancellation).ToList();
        Assert.Equal(once, sampler.Sample(new SamplingOptions("the", 30, 0.8, null, 4), Cancellation).ToList());
        using var model = snapshot.CreateModel(backend);
        var frame = GateProbe.Compute(model, snapshot.Vocabulary, "the cat", "run", 1);
        Assert.Equal(config.Layers, frame.Layers.Count);
        Assert.Equal(config.Description.GateNames, frame.Layers[0].Maps.Select(map => map.Name));
        Assert.Equal(model.Config.ParameterCount, ModelSummary.Rows(config, snapshot.Vocabulary.Count).Sum(row => row.Parameters));
    }

    [Fact]
    public void The_table_says_what_each_layer_does()
    {
        var rows = ModelSummary.Rows(Options["all"](new RunConfig()), 65);
        Assert.Equal(["embedding", "dropout", "LSTM layer 1", "dropout", "LSTM layer 2", "dropout", "linear head"], rows.Select(row => row.Layer));
        Assert.Contains("10 x H to normalise", rows[2].Formula, StringComparison.Ordinal);
        Assert.DoesNotContain("Adds what it read", rows[2].Description, StringComparison.Ordinal);
        Assert.Contains("Adds what it read", rows[4].Description, StringComparison.Ordinal);
        Assert.Contains("of c keep their old value", rows[4].Description, StringComparison.Ordinal);
        Assert.Contains("the same ones at all steps", rows[5].Description, StringComparison.Ordinal);
    }
}
