namespace RnnLab.Training.Tests.Runs;

public class EarlyStopTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_whose_validation_loss_only_rises_stops_says_why_and_can_go_on()
    {
        await using var lab = await Lab.CreateAsync();

        // A learning rate at which the tiny model overshoots at once, kept finite by clipping.
        var config = lab.Tiny with { Epochs = 200, ValidateEvery = 2, Patience = 2, LearningRate = 0.5, Optimizer = Nn.Optimizers.OptimizerKind.Adam, SampleEvery = 0 };
        var run = await lab.Registry.CreateAsync(config, null, Cancellation);
        await run.StartAsync();
        await run.WhenSettledAsync(Cancellation);
        Assert.Equal(RunStatus.Finished, run.Status);
        Assert.Contains("Stopped early after", run.Message, StringComparison.Ordinal);
        Assert.Contains("2 validations", run.Message, StringComparison.Ordinal);

        // Just where the losses say so: the last two of them are not below the best, and before them there were never two.
        double[] losses = [.. run.Feed.Validations.Select(point => point.Loss)];
        Assert.Equal(losses.Length, FirstStop(losses, 2));
        Assert.True(run.Feed.Latest!.Value.Step < run.TotalSteps);
        Assert.Contains(run.Checkpoints, checkpoint => checkpoint.ValidationLoss is { } loss && Math.Abs(loss - losses.Min()) < 1e-3);

        // The reason survives a restart, and Start goes on with fresh patience.
        await lab.ReopenAsync();
        run = lab.Registry.Find(run.Id)!;
        Assert.Contains("Stopped early", run.Message, StringComparison.Ordinal);
        long stopped = run.Feed.Latest!.Value.Step;
        Assert.True((await run.StartAsync()).Done);
        await run.WhenSettledAsync(Cancellation);
        Assert.True(run.Feed.Latest!.Value.Step >= stopped + 4);
    }

    private static int FirstStop(double[] losses, int patience)
    {
        double best = double.PositiveInfinity;
        for (int n = 0, stale = 0; n < losses.Length; n++)
        {
            stale = losses[n] < best ? 0 : stale + 1;
            best = Math.Min(best, losses[n]);
            if (stale >= patience)
                return n + 1;
        }

        return -1;
    }
}
