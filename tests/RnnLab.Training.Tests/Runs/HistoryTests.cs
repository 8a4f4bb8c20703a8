using RnnLab.Training.Checkpoints;
using RnnLab.Training.Runs;

namespace RnnLab.Training.Tests.Runs;

public sealed class HistoryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Stored_steps_lie_close_at_first_and_ever_farther_apart()
    {
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 18, 22, 27, 33, 41], Enumerable.Range(0, 45).Select(n => (long)n).Where(CheckpointHistory.IsDue));
        Assert.InRange(Enumerable.Range(0, 100_000).Count(n => CheckpointHistory.IsDue(n)), 40, 60);
    }

    [Fact]
    public void What_is_too_much_is_given_up_where_the_gaps_are_smallest()
    {
        HistoryEntry[] entries = [.. new long[] { 0, 1, 2, 4, 8, 9, 16, 32 }.Select(step => new HistoryEntry(step, "", "", 10))];
        Assert.Empty(CheckpointHistory.Superfluous(entries, 80));
        Assert.Equal([9], CheckpointHistory.Superfluous(entries, 79).Select(entry => entry.Step));

        // The first and the last stay longest.
        Assert.Equal([0, 32], entries.Except(CheckpointHistory.Superfluous(entries, 20)).Select(entry => entry.Step));
        Assert.Equal([32], entries.Except(CheckpointHistory.Superfluous(entries, 10)).Select(entry => entry.Step));
        Assert.Empty(entries.Except(CheckpointHistory.Superfluous(entries, 9)));
    }

    [Fact]
    public async Task A_run_stores_its_past_within_the_room_it_has()
    {
        await using var lab = await Lab.CreateAsync(change: options => options with { HistoryBytes = 150_000 });
        var run = await FinishAsync(await lab.Registry.CreateAsync(lab.Tiny, null, Cancellation));
        var history = run.History;
        Assert.Equal(0, history[0].Step);
        Assert.Equal(24, history[^1].Step);
        Assert.InRange(history.SkipLast(1).Sum(entry => entry.Bytes), 75_000, 150_000);
        Assert.InRange(history.Count, 3, 11);
        Assert.All(history, entry => Assert.Equal(entry.Step, ModelSnapshot.Load(entry.Weights).Step));
        await run.ResetAsync();
        Assert.Empty(run.History);

        await using var bare = await Lab.CreateAsync(change: options => options with { HistoryBytes = 0 });
        Assert.Equal([24], (await FinishAsync(await bare.Registry.CreateAsync(bare.Tiny, null, Cancellation))).History.Select(entry => entry.Step));
    }

    [Fact]
    public async Task A_branch_without_a_change_goes_the_same_way_bit_for_bit()
    {
        await using var lab = await Lab.CreateAsync();
        var config = lab.Tiny with { Dropout = 0.2, Patience = 50, Schedule = ScheduleKind.Plateau };
        var source = await FinishAsync(await lab.Registry.CreateAsync(config, null, Cancellation));
        Assert.Equal(24, source.Feed.Latest!.Value.Step);
        var branch = await lab.Registry.BranchAsync(source, 10, config, null, Cancellation);
        Assert.Equal((source.Id, 10), branch.BranchOf);
        Assert.Equal(10, branch.Feed.Latest!.Value.Step);
        Assert.Equal(RunStatus.Paused, branch.Status);
        await lab.ReopenAsync();
        branch = await FinishAsync(lab.Registry.Find(branch.Id)!);
        source = lab.Registry.Find(source.Id)!;
        Assert.Equal(source.Feed.Metrics.Select(point => (point.Step, point.Loss, point.SmoothedLoss, point.GradientNormBefore, point.LearningRate)), branch.Feed.Metrics.Select(point => (point.Step, point.Loss, point.SmoothedLoss, point.GradientNormBefore, point.LearningRate)));
        Assert.Equal(source.Feed.Validations.Select(point => point.Loss), branch.Feed.Validations.Select(point => point.Loss));
        Assert.Equal(source.Samples.Select(sample => sample.Text), branch.Samples.Select(sample => sample.Text));
        Assert.Equal(Weights(source), Weights(branch));
        Assert.Null(source.BranchOf);
    }

    [Fact]
    public async Task A_branch_with_another_learning_rate_shares_the_past_and_not_the_future()
    {
        await using var lab = await Lab.CreateAsync();
        var source = await FinishAsync(await lab.Registry.CreateAsync(lab.Tiny, null, Cancellation));
        var branch = await FinishAsync(await lab.Registry.BranchAsync(source, 12, source.Config with { LearningRate = 0.1 }, "faster", Cancellation));
        Assert.Equal("faster", branch.Title);
        Assert.Equal(Losses(source)[..13], Losses(branch)[..13]);
        Assert.NotEqual(Losses(source)[13..], Losses(branch)[13..]);
        Assert.Equal(0.1, branch.Feed.Metrics[13].LearningRate);
        Assert.Equal(0.1, ModelSnapshot.Load(branch.Checkpoints[^1].Path).Config.LearningRate);
    }

    [Fact]
    public async Task What_a_branch_cannot_change_is_said()
    {
        await using var lab = await Lab.CreateAsync();
        var source = await FinishAsync(await lab.Registry.CreateAsync(lab.Tiny, null, Cancellation));
        var hidden = await Assert.ThrowsAsync<RunConfigException>(() => lab.Registry.BranchAsync(source, 12, source.Config with { Hidden = 7 }, null, Cancellation));
        Assert.Contains("same network", hidden.Message, StringComparison.Ordinal);
        var step = await Assert.ThrowsAsync<RunConfigException>(() => lab.Registry.BranchAsync(source, 13, source.Config, null, Cancellation));
        Assert.Contains("Step 13", step.Message, StringComparison.Ordinal);
        Assert.Single(lab.Registry.List());
    }

    [Fact]
    public async Task A_stored_step_holds_what_the_run_held_there()
    {
        await using var lab = await Lab.CreateAsync();
        var whole = await FinishAsync(await lab.Registry.CreateAsync(lab.Tiny, null, Cancellation));
        var shorter = await FinishAsync(await lab.Registry.CreateAsync(lab.Tiny with { MaxSteps = 10 }, null, Cancellation));
        var stored = ModelSnapshot.Load(whole.History.Single(entry => entry.Step == 10).Weights);
        Assert.Equal(ModelSnapshot.Load(shorter.Checkpoints[^1].Path).Weights.SelectMany(weight => weight.Value), stored.Weights.SelectMany(weight => weight.Value));
    }

    private static IEnumerable<float> Weights(TrainingRun run) => ModelSnapshot.Load(run.Checkpoints[^1].Path).Weights.SelectMany(weight => weight.Value);

    private static double[] Losses(TrainingRun run) => [.. run.Feed.Metrics.Select(point => point.Loss)];

    private static async Task<TrainingRun> FinishAsync(TrainingRun run)
    {
        await run.StartAsync();
        await run.WhenSettledAsync(Cancellation);
        Assert.Equal(RunStatus.Finished, run.Status);
        return run;
    }
}
