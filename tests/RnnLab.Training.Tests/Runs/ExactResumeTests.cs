using RnnLab.Compute;
using RnnLab.Compute.Cpu;
using RnnLab.Compute.Reference;
using RnnLab.Nn;
using RnnLab.Nn.Optimizers;

namespace RnnLab.Training.Tests.Runs;

public class ExactResumeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, CellKind, Partitioning, OptimizerKind, double, int> Kinds => new()
    {
        { "reference", CellKind.Lstm, Partitioning.Sequential, OptimizerKind.Adam, 0.3, 0 },
        { "reference", CellKind.Gru, Partitioning.Random, OptimizerKind.RmsProp, 0, 5 },
        { "reference", CellKind.Rnn, Partitioning.Sequential, OptimizerKind.Momentum, 0.2, 0 },
        { "reference", CellKind.Lstm, Partitioning.Random, OptimizerKind.Sgd, 0, 0 },
        { "cpu", CellKind.Lstm, Partitioning.Sequential, OptimizerKind.Adam, 0.3, 0 },
        { "cpu", CellKind.Gru, Partitioning.Sequential, OptimizerKind.Adam, 0, 4 },
        { "cpu", CellKind.Rnn, Partitioning.Random, OptimizerKind.RmsProp, 0.1, 0 },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_run_that_is_closed_and_opened_between_steps_gives_the_same_bits(string backend, CellKind cell, Partitioning partitioning, OptimizerKind optimizer, double dropout, int embedding)
    {
        // On other numbers of threads too: the bits of the CPU backend do not depend on them.
        int threads = 0;
        await using var lab = await Lab.CreateAsync(change: options => options with { CreateBackend = _ => backend == "cpu" ? new CpuBackend((threads++ % 2) + 1) : new ReferenceBackend() });
        var config = lab.Tiny with { Cell = cell, Partitioning = partitioning, Optimizer = optimizer, Dropout = dropout, Embedding = embedding, Clip = ClipKind.Norm, ClipAt = 0.5, LearningRateDecayAfter = 1, Initialization = InitializationScheme.CharRnn };
        var whole = await lab.Registry.CreateAsync(config, null, Cancellation);
        var pieces = await lab.Registry.CreateAsync(config, null, Cancellation);
        await whole.StartAsync();
        await whole.WhenSettledAsync(Cancellation);

        foreach (int steps in (int[])[1, 6, 1, 5])
        {
            await pieces.StepAsync(steps);
            await pieces.WhenSettledAsync(Cancellation);
            await lab.ReopenAsync();
            pieces = lab.Registry.Find(pieces.Id)!;
        }

        await pieces.StartAsync();
        await pieces.WhenSettledAsync(Cancellation);

        whole = lab.Registry.Find(whole.Id)!;
        Assert.Equal(RunStatus.Finished, pieces.Status);
        Assert.Equal(
            whole.Feed.Metrics.Select(point => (point.Step, point.Loss, point.SmoothedLoss, point.GradientNormBefore, point.GradientNormAfter, point.LearningRate)),
            pieces.Feed.Metrics.Select(point => (point.Step, point.Loss, point.SmoothedLoss, point.GradientNormBefore, point.GradientNormAfter, point.LearningRate)));
        Assert.Equal(whole.Feed.Validations, pieces.Feed.Validations);
        Assert.Equal(whole.Samples, pieces.Samples);
        Assert.Equal((await whole.SnapshotAsync(Cancellation)).Weights, (await pieces.SnapshotAsync(Cancellation)).Weights);
    }

    [Fact]
    public async Task What_a_crash_wrote_after_the_checkpoint_is_trimmed()
    {
        await using var lab = await Lab.CreateAsync();
        var run = await lab.Registry.CreateAsync(lab.Tiny, null, Cancellation);
        await run.StepAsync(9);
        await run.WhenSettledAsync(Cancellation);
        await lab.Registry.DisposeAsync();

        // As a killed process leaves it: whole lines beyond the checkpoint, and a torn one.
        string metrics = Path.Combine(run.Directory, "metrics.jsonl");
        await File.AppendAllTextAsync(metrics, File.ReadLines(metrics).Last() + "\n" + "{\"event\":\"train\",\"st", Cancellation);
        await File.AppendAllTextAsync(Path.Combine(run.Directory, "samples.jsonl"), "{\"step\":", Cancellation);

        await lab.ReopenAsync();
        run = lab.Registry.Find(run.Id)!;
        Assert.Equal(9, run.Feed.Metrics.Count);
        await run.StartAsync();
        await run.WhenSettledAsync(Cancellation);
        Assert.Equal(Enumerable.Range(1, 24).Select(n => (long)n), run.Feed.Metrics.Select(point => point.Step));
        await lab.ReopenAsync();
        run = lab.Registry.Find(run.Id)!;
        Assert.Equal(Enumerable.Range(1, 24).Select(n => (long)n), run.Feed.Metrics.Select(point => point.Step));
        Assert.Equal([5L, 10, 15, 20], run.Samples.Select(sample => sample.Step));
    }

    [Fact]
    public async Task A_run_that_moves_to_another_backend_goes_on_and_says_so()
    {
        bool moved = false;
        await using var lab = await Lab.CreateAsync(change: options => options with { CreateBackend = _ => moved ? new CpuBackend(1) : new ReferenceBackend() });
        var run = await lab.Registry.CreateAsync(lab.Tiny with { Epochs = 100_000, SampleEvery = 0 }, null, Cancellation);
        await run.StepAsync(9);
        await run.WhenSettledAsync(Cancellation);
        await lab.ReopenAsync();
        moved = true;
        run = lab.Registry.Find(run.Id)!;
        var said = new TaskCompletionSource<string>();
        run.Changed += () =>
        {
            if (run.Status == RunStatus.Running && run.Message is { } message)
                said.TrySetResult(message);
        };
        await run.StartAsync();
        Assert.Contains("the checkpoint was computed on reference-f64", await said.Task.WaitAsync(Cancellation), StringComparison.Ordinal);
        await run.StopAsync();
    }

    [Fact]
    public async Task A_text_that_has_changed_is_noticed_before_anything_is_trained_on_it()
    {
        await using var lab = await Lab.CreateAsync();
        var run = await lab.Registry.CreateAsync(lab.Tiny, null, Cancellation);
        await run.StepAsync(2);
        await run.WhenSettledAsync(Cancellation);
        await lab.ReopenAsync();
        run = lab.Registry.Find(run.Id)!;
        string text = Path.Combine(lab.Directory, "uploads", lab.Corpus + ".txt");
        await File.WriteAllTextAsync(text, Lab.DefaultText.Replace('t', 'u'), Cancellation);
        await run.StartAsync();
        await run.WhenSettledAsync(Cancellation);
        Assert.Equal(RunStatus.Paused, run.Status);
        Assert.Contains("has changed since this run began", run.Message, StringComparison.Ordinal);

        // Put back, it goes on.
        await File.WriteAllTextAsync(text, Lab.DefaultText, Cancellation);
        await run.StartAsync();
        await run.WhenSettledAsync(Cancellation);
        Assert.Equal(RunStatus.Finished, run.Status);
    }

    [Fact]
    public async Task A_long_epoch_is_saved_in_between_by_the_clock()
    {
        await using var lab = await Lab.CreateAsync(time: new ManualTime(TimeSpan.FromSeconds(1)), change: options => options with { AutosaveInterval = TimeSpan.FromSeconds(20) });
        var run = await lab.Registry.CreateAsync(lab.Tiny with { ValidateEvery = 1000, CheckpointEvery = 1000, MaxSteps = 23 }, null, Cancellation);
        var seen = new HashSet<long>();
        using var watcher = new FileSystemWatcher(run.Directory, "resume-*.safetensors") { EnableRaisingEvents = true };
        var two = new TaskCompletionSource();
        watcher.Renamed += (_, change) =>
        {
            lock (seen)
            {
                if (seen.Add(change.Name!.GetHashCode(StringComparison.Ordinal)) && seen.Count >= 2)
                    two.TrySetResult();
            }
        };
        await run.StartAsync();
        await run.WhenSettledAsync(Cancellation);
        await two.Task.WaitAsync(Cancellation);
        Assert.Equal(RunStatus.Finished, run.Status);
    }
}
