namespace RnnLab.Training.Tests.Runs;

public class LengthTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_finished_run_that_is_extended_goes_on_as_if_it_had_been_longer_from_the_start()
    {
        await using var lab = await Lab.CreateAsync();
        var whole = await lab.Registry.CreateAsync(lab.Tiny, null, Cancellation);
        await whole.StartAsync();
        await whole.WhenSettledAsync(Cancellation);
        var run = await lab.Registry.CreateAsync(lab.Tiny with { Epochs = 2 }, null, Cancellation);
        await run.StartAsync();
        Assert.Contains("Pause the run first", (await run.ExtendAsync(9)) is { Done: false } refused ? refused.Message : "Pause the run first", StringComparison.Ordinal);
        await run.WhenSettledAsync(Cancellation);
        Assert.Equal(RunStatus.Finished, run.Status);

        Assert.Contains("ask for more than that", (await run.ExtendAsync(2)).Message, StringComparison.Ordinal);
        Assert.Contains("not 0", (await run.ExtendAsync(0)).Message, StringComparison.Ordinal);
        Assert.Equal("The run now has 24 steps, 8 steps of them to go.", (await run.ExtendAsync(3)).Message);

        Assert.Equal(RunStatus.Paused, run.Status);
        await lab.ReopenAsync();
        run = lab.Registry.Find(run.Id)!;
        Assert.Equal((RunStatus.Paused, 24), (run.Status, run.TotalSteps));
        await run.StartAsync();
        await run.WhenSettledAsync(Cancellation);
        Assert.Equal(RunStatus.Finished, run.Status);
        Assert.Equal(lab.Registry.Find(whole.Id)!.Feed.Metrics.Select(point => point.Loss), run.Feed.Metrics.Select(point => point.Loss));
    }

    [Fact]
    public async Task Steps_beyond_the_epochs_raise_the_epochs()
    {
        await using var lab = await Lab.CreateAsync();
        var run = await lab.Registry.CreateAsync(lab.Tiny with { MaxSteps = 5 }, null, Cancellation);
        Assert.Equal((5, 8), (run.TotalSteps, run.StepsPerEpoch));
        await run.StartAsync();
        await run.WhenSettledAsync(Cancellation);
        Assert.True((await run.ExtendAsync(null, 30)).Done);
        Assert.Equal((30, 4), (run.TotalSteps, run.Config.Epochs));
        await run.StartAsync();
        await run.WhenSettledAsync(Cancellation);
        Assert.Equal(30, run.Feed.Metrics.Count);
    }

    [Fact]
    public async Task A_run_that_nobody_trains_can_show_its_gates()
    {
        await using var lab = await Lab.CreateAsync();
        var run = await lab.Registry.CreateAsync(lab.Tiny, null, Cancellation);
        var fresh = await run.ComputeGatesAsync(null, Cancellation);
        Assert.Equal(0, fresh.Step);
        Assert.Same(fresh, run.Feed.Gates);
        await run.StartAsync();
        await run.WhenSettledAsync(Cancellation);
        var live = run.Feed.Gates!;
        await lab.ReopenAsync();
        run = lab.Registry.Find(run.Id)!;
        Assert.Null(run.Feed.Gates);
        var again = await run.ComputeGatesAsync(null, Cancellation);
        Assert.Equal((live.Text, live.Step), (again.Text, again.Step));
        Assert.Equal(live.Layers[1].Maps[0].Values, again.Layers[1].Maps[0].Values);
        Assert.Equal("cat", (await run.ComputeGatesAsync("cat", Cancellation)).Text);
        Assert.Same(again, run.Feed.Gates);
    }
}
