using RnnLab.Compute;
using RnnLab.Compute.Reference;
using RnnLab.Nn;
using RnnLab.Training.Metrics;
using RnnLab.Training.Runs;

namespace RnnLab.Training.Tests.Metrics;

public class MetricsTests
{
    [Fact]
    public void Perplexity_and_bits_are_the_same_loss()
    {
        var point = new ValidationPoint(1, Math.Log(65));
        Assert.Equal(65, point.Perplexity, 10);
        Assert.Equal(Math.Log2(65), point.BitsPerCharacter, 12);
    }

    [Fact]
    public void The_smoothed_loss_starts_as_the_mean_and_settles_to_an_average_over_a_hundred_steps()
    {
        var smoothed = new SmoothedLoss();
        Assert.Equal(4, smoothed.Add(4), 12);
        Assert.Equal((4 + (2 / 0.99)) / (1 + (1 / 0.99)), smoothed.Add(2), 12);
        double last = 0;
        for (int n = 0; n < 5000; n++)
            last = smoothed.Add(1);
        Assert.Equal(1, last, 6);

        var restored = new SmoothedLoss();
        restored.Restore(smoothed.Average, smoothed.Weight);
        Assert.Equal(smoothed.Add(7), restored.Add(7));
    }

    [Fact]
    public void A_log_can_be_read_while_it_grows_and_never_shows_what_is_not_there()
    {
        var log = new AppendOnlyLog<(long, long)>();
        const int count = 200_000;
        var writer = new Thread(() =>
        {
            for (long n = 0; n < count; n++)
                log.Append((n, -n));
        });
        writer.Start();
        int seen = 0;
        while (seen < count)
        {
            foreach (var (n, negative) in log.CopyFrom(seen))
            {
                Assert.Equal((seen, -seen), (n, negative));
                seen++;
            }
        }

        writer.Join();
        Assert.Equal(count, log.Count);
        Assert.Equal((count - 1, 1 - count), log[count - 1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => log[count]);
        Assert.Empty(log.CopyFrom(count + 5));
    }

    [Fact]
    public void Lines_of_metrics_give_the_same_bits()
    {
        var point = new MetricsPoint(7, 0.1 + 0.2, Math.PI, 1 / 3.0, 1e-310, double.MaxValue, 0.002, 1e5, 1.5, null);
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, MetricsLines.Write(point) + "\n" + MetricsLines.Write(new ValidationPoint(7, 1 / 7.0)) + "\n" + MetricsLines.Write(point with { Step = 8, EtaSeconds = 3 }) + "\n{\"event\":\"tr");
            var (metrics, validations) = MetricsLines.Read(path, long.MaxValue);
            Assert.Equal([point, point with { Step = 8, EtaSeconds = 3 }], metrics);
            Assert.Equal([new ValidationPoint(7, 1 / 7.0)], validations);
            Assert.Equal([point], MetricsLines.Read(path, 7).Metrics);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task The_learning_rate_decays_as_in_char_rnn()
    {
        await using var lab = await Lab.CreateAsync();
        var run = await lab.Registry.CreateAsync(lab.Tiny with { Epochs = 4, LearningRate = 0.01, LearningRateDecay = 0.5, LearningRateDecayAfter = 2, SampleEvery = 0 }, null, TestContext.Current.CancellationToken);
        await run.StartAsync();
        await run.WhenSettledAsync(TestContext.Current.CancellationToken);

        // train.lua: at the end of epoch 2 and of each later one the rate is multiplied.
        Assert.Equal(
            [.. Enumerable.Repeat(0.01, 16), .. Enumerable.Repeat(0.005, 8), .. Enumerable.Repeat(0.0025, 8)],
            run.Feed.Metrics.Select(point => point.LearningRate));
    }

    [Fact]
    public void A_stream_read_in_pieces_has_the_loss_of_the_whole()
    {
        using var backend = new ReferenceBackend();
        using var model = new LanguageModel(new LanguageModelConfig { Cell = CellKind.Lstm, Layers = 2, Hidden = 4, Vocabulary = 5 }, backend);
        int[] tokens = [.. Enumerable.Range(0, 700).Select(n => (int)(Philox.Word(new PhiloxKey(1, 2), (ulong)n) % 5))];
        using var inputs = backend.AllocateIndices(new Shape(699, 1));
        using var targets = backend.AllocateIndices(new Shape(699, 1));
        inputs.CopyFrom(tokens.AsSpan(0, 699));
        targets.CopyFrom(tokens.AsSpan(1, 699));
        using var state = model.CreateState(1);
        Assert.Equal(model.Evaluate(inputs, targets, state) / 699, StreamEvaluator.MeanLoss(model, tokens)!.Value, 12);
        Assert.Null(StreamEvaluator.MeanLoss(model, tokens, () => true));
        Assert.Throws<ArgumentException>(() => StreamEvaluator.MeanLoss(model, new int[1]));
    }

    [Fact]
    public async Task A_validation_that_is_interrupted_is_made_up_for()
    {
        // A validation part long enough that a pause falls into it.
        var cancellation = TestContext.Current.CancellationToken;
        string text = string.Concat(Enumerable.Range(0, 400).Select(n => $"the cat number {n} sat on the mat\n"));
        await using var lab = await Lab.CreateAsync(text);
        var config = lab.Tiny with { TrainFraction = 0.05, ValidationFraction = 0.95, ValidateEvery = 2, MaxSteps = 6, SampleEvery = 0 };
        var whole = await lab.Registry.CreateAsync(config, null, cancellation);
        await whole.StartAsync();
        await whole.WhenSettledAsync(cancellation);

        var pieces = await lab.Registry.CreateAsync(config, null, cancellation);
        await pieces.StartAsync();
        while (pieces.Feed.Metrics.Count < 2)
            await Task.Yield();
        await pieces.PauseAsync();
        Assert.Equal(2, pieces.Feed.Latest!.Value.Step);
        Assert.Empty(pieces.Feed.Validations);
        await lab.ReopenAsync();
        pieces = lab.Registry.Find(pieces.Id)!;
        await pieces.StartAsync();
        await pieces.WhenSettledAsync(cancellation);

        Assert.Equal([2L, 4, 6], pieces.Feed.Validations.Select(point => point.Step));
        Assert.Equal(lab.Registry.Find(whole.Id)!.Feed.Validations, pieces.Feed.Validations);
    }
}
