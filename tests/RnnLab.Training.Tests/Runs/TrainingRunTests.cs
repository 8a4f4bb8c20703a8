namespace RnnLab.Training.Tests.Runs;

public class TrainingRunTests
{
    [Fact]
    public async Task A_run_trains_to_its_end_and_leaves_curves_samples_and_checkpoints()
    {
        await using var lab = await Lab.CreateAsync();
        var run = await lab.Registry.CreateAsync(lab.Tiny, null, TestContext.Current.CancellationToken);
        Assert.Equal(RunStatus.Ready, run.Status);

        var result = await run.StartAsync();
        Assert.True(result.Done, result.Message);
        await run.WhenSettledAsync(TestContext.Current.CancellationToken);

        Assert.True(run.Status == RunStatus.Finished, $"{run.Status}: {run.Message}");
        Assert.Equal(24, run.TotalSteps);
        Assert.Equal(Enumerable.Range(1, 24).Select(step => (long)step), run.Feed.Metrics.Select(point => point.Step));
        Assert.Equal([8L, 16, 24], run.Feed.Validations.Select(point => point.Step));
        Assert.Equal([5L, 10, 15, 20], run.Samples.Select(sample => sample.Step));
        Assert.True(run.Feed.Metrics[23].Loss < run.Feed.Metrics[0].Loss);
        Assert.Equal(24, run.Checkpoints[^1].Step);
        Assert.NotNull(run.Feed.Gates);
    }
}
