using RnnLab.Training.Runs;

namespace RnnLab.Training.Tests.Runs;

/// <summary>Start, pause, step, stop and reset, from one tab and from many.</summary>
public class CommandTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static RunConfig Long(Lab lab) => lab.Tiny with { Epochs = 100_000, SampleEvery = 0 };

    [Fact]
    public async Task Of_many_tabs_that_press_start_one_wins_and_the_others_are_told()
    {
        await using var lab = await Lab.CreateAsync();
        var run = await lab.Registry.CreateAsync(Long(lab), null, Cancellation);

        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(run.StartAsync, Cancellation)));

        Assert.Single(results, result => result.Done);
        Assert.All(results.Where(result => !result.Done), result => Assert.StartsWith("Already", result.Message, StringComparison.Ordinal));
        await run.StopAsync();
    }

    [Fact]
    public async Task Start_while_it_runs_says_so()
    {
        await using var lab = await Lab.CreateAsync();
        var run = await lab.Registry.CreateAsync(Long(lab), null, Cancellation);
        await StartAndWaitAsync(run);
        Assert.Equal(new CommandResult(false, "Already running."), await run.StartAsync());
        Assert.Equal(new CommandResult(false, "Already running. Pause it to go step by step."), await run.StepAsync());
        await run.PauseAsync();
    }

    [Fact]
    public async Task Pause_stands_at_a_checkpoint_and_start_goes_on()
    {
        await using var lab = await Lab.CreateAsync();
        var run = await lab.Registry.CreateAsync(Long(lab), null, Cancellation);
        await StartAndWaitAsync(run);

        var paused = await run.PauseAsync();

        Assert.True(paused.Done, paused.Message);
        Assert.Equal(RunStatus.Paused, run.Status);
        long step = run.Feed.Latest?.Step ?? 0;
        Assert.Equal(step, run.Checkpoints[^1].Step);
        Assert.Equal(new CommandResult(false, "Already paused."), await run.PauseAsync());
        Assert.True((await run.StepAsync(3)).Done);
        await run.WhenSettledAsync(Cancellation);
        Assert.Equal(step + 3, run.Feed.Latest!.Value.Step);
    }

    [Fact]
    public async Task Steps_are_exact_and_add_up_when_ordered_together()
    {
        await using var lab = await Lab.CreateAsync();
        var run = await lab.Registry.CreateAsync(lab.Tiny, null, Cancellation);
        Assert.Equal("Training 1 step.", (await run.StepAsync()).Message);
        await run.WhenSettledAsync(Cancellation);
        Assert.Single(run.Feed.Metrics);
        Assert.Equal(RunStatus.Paused, run.Status);

        await Task.WhenAll(Enumerable.Range(0, 7).Select(_ => Task.Run(() => run.StepAsync(2), Cancellation)));
        await run.WhenSettledAsync(Cancellation);

        Assert.Equal(Enumerable.Range(1, 15).Select(n => (long)n), run.Feed.Metrics.Select(point => point.Step));
        Assert.False((await run.StepAsync(0)).Done);
    }

    [Fact]
    public async Task Stop_ends_the_run_and_start_can_still_continue_it()
    {
        await using var lab = await Lab.CreateAsync();
        var run = await lab.Registry.CreateAsync(lab.Tiny, null, Cancellation);
        Assert.Equal(new CommandResult(false, "Nothing to stop: nothing is trained yet."), await run.StopAsync());
        await run.StepAsync(5);
        await run.WhenSettledAsync(Cancellation);
        Assert.True((await run.StopAsync()).Done);
        Assert.Equal(RunStatus.Stopped, run.Status);
        Assert.Equal("Already stopped.", (await run.StopAsync()).Message);

        await lab.ReopenAsync();
        run = lab.Registry.Find(run.Id)!;
        Assert.Equal(RunStatus.Stopped, run.Status);
        await run.StartAsync();
        await run.WhenSettledAsync(Cancellation);
        Assert.Equal(RunStatus.Finished, run.Status);
        Assert.Equal(24, run.Feed.Metrics.Count);
        Assert.Contains("finished its 24 steps", (await run.StartAsync()).Message, StringComparison.Ordinal);
        Assert.Contains("has finished", (await run.PauseAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reset_makes_it_as_new_and_the_curve_repeats_bit_for_bit()
    {
        await using var lab = await Lab.CreateAsync();
        var run = await lab.Registry.CreateAsync(lab.Tiny, null, Cancellation);
        Assert.False((await run.ResetAsync()).Done);
        await run.StartAsync();
        await run.WhenSettledAsync(Cancellation);
        double[] first = [.. run.Feed.Metrics.Select(point => point.Loss)];
        long generation = run.Feed.Generation;

        Assert.True((await run.ResetAsync()).Done);

        Assert.Equal(RunStatus.Ready, run.Status);
        Assert.Empty(run.Feed.Metrics);
        Assert.Empty(run.Samples);
        Assert.Empty(run.Checkpoints);
        Assert.Null(run.Feed.Gates);
        Assert.True(run.Feed.Generation > generation);
        await run.StartAsync();
        await run.WhenSettledAsync(Cancellation);
        Assert.Equal(first, run.Feed.Metrics.Select(point => point.Loss));
    }

    [Fact]
    public async Task Reset_of_a_running_run_halts_it_first()
    {
        await using var lab = await Lab.CreateAsync();
        var run = await lab.Registry.CreateAsync(Long(lab), null, Cancellation);
        await StartAndWaitAsync(run);
        Assert.True((await run.ResetAsync()).Done);
        Assert.Equal(RunStatus.Ready, run.Status);
        await lab.ReopenAsync();
        Assert.Equal(RunStatus.Ready, lab.Registry.Find(run.Id)!.Status);
    }

    [Fact]
    public async Task One_trains_at_a_time_and_the_others_know_their_place()
    {
        await using var lab = await Lab.CreateAsync();
        var first = await lab.Registry.CreateAsync(Long(lab), "first", Cancellation);
        var second = await lab.Registry.CreateAsync(lab.Tiny, "second", Cancellation);
        var third = await lab.Registry.CreateAsync(lab.Tiny, "third", Cancellation);
        await StartAndWaitAsync(first);

        await second.StartAsync();
        Assert.StartsWith("Waiting: 2nd in the queue", (await third.StartAsync()).Message, StringComparison.Ordinal);

        Assert.Equal(RunStatus.Queued, second.Status);
        Assert.Equal((1, 2), (second.QueuePosition, third.QueuePosition));
        Assert.Equal("1st in the queue, behind \"first\".", second.Message);
        Assert.Equal("2nd in the queue, behind \"second\".", third.Message);
        Assert.Equal("Already waiting in the queue.", (await second.StartAsync()).Message);

        // Out of the queue, and as it was before.
        await second.PauseAsync();
        Assert.Equal(RunStatus.Ready, second.Status);
        Assert.Equal(1, third.QueuePosition);
        await first.StopAsync();
        await third.WhenSettledAsync(Cancellation);
        Assert.Equal(RunStatus.Finished, third.Status);
        Assert.Equal(0, third.QueuePosition);
    }

    [Fact]
    public async Task Two_train_at_once_where_that_is_set()
    {
        await using var lab = await Lab.CreateAsync(change: options => options with { ConcurrentTrainings = 2 });
        var first = await lab.Registry.CreateAsync(Long(lab), null, Cancellation);
        var second = await lab.Registry.CreateAsync(Long(lab), null, Cancellation);
        await Task.WhenAll(StartAndWaitAsync(first), StartAndWaitAsync(second));
        Assert.Equal((RunStatus.Running, RunStatus.Running), (first.Status, second.Status));
        await first.StopAsync();
        await second.StopAsync();
    }

    [Fact]
    public async Task A_storm_of_commands_from_many_tabs_leaves_one_whole_curve()
    {
        await using var lab = await Lab.CreateAsync();
        var run = await lab.Registry.CreateAsync(lab.Tiny with { Epochs = 1000 }, null, Cancellation);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(tab => Task.Run(
            async () =>
            {
                for (int n = 0; n < 10; n++)
                {
                    _ = ((tab + n) % 4) switch
                    {
                        0 => await run.StartAsync(),
                        1 => await run.PauseAsync(),
                        2 => await run.StepAsync(2),
                        _ => await run.StopAsync(),
                    };
                }
            },
            Cancellation)));
        await run.PauseAsync();
        Assert.True(run.Status is RunStatus.Paused or RunStatus.Stopped or RunStatus.Ready, $"{run.Status}: {run.Message}");
        Assert.Equal(Enumerable.Range(1, run.Feed.Metrics.Count).Select(n => (long)n), run.Feed.Metrics.Select(point => point.Step));
    }

    [Fact]
    public async Task A_deleted_run_is_gone_and_says_so()
    {
        await using var lab = await Lab.CreateAsync();
        var run = await lab.Registry.CreateAsync(Long(lab), null, Cancellation);
        await StartAndWaitAsync(run);
        Assert.True((await lab.Registry.DeleteAsync(run.Id)).Done);
        Assert.Null(lab.Registry.Find(run.Id));
        Assert.False(Directory.Exists(run.Directory));
        Assert.Equal("This run has been deleted.", (await run.StartAsync()).Message);
        Assert.False((await lab.Registry.DeleteAsync(run.Id)).Done);
    }

    [Fact]
    public async Task Closing_the_registry_pauses_what_trains_and_the_curve_goes_on_next_time()
    {
        await using var lab = await Lab.CreateAsync();
        var run = await lab.Registry.CreateAsync(lab.Tiny with { Epochs = 50_000, MaxSteps = 100_000 }, null, Cancellation);
        await StartAndWaitAsync(run);
        await lab.ReopenAsync();
        run = lab.Registry.Find(run.Id)!;
        Assert.Equal(RunStatus.Paused, run.Status);
        long step = run.Feed.Latest?.Step ?? 0;
        await run.StepAsync();
        await run.WhenSettledAsync(Cancellation);
        Assert.Equal(step + 1, run.Feed.Latest!.Value.Step);
    }

    [Fact]
    public async Task Closing_takes_waiting_runs_out_of_the_queue_untouched()
    {
        await using var lab = await Lab.CreateAsync();
        var first = await lab.Registry.CreateAsync(Long(lab), null, Cancellation);
        var second = await lab.Registry.CreateAsync(lab.Tiny, null, Cancellation);
        await StartAndWaitAsync(first);
        await second.StartAsync();
        await lab.ReopenAsync();
        Assert.Equal(RunStatus.Ready, second.Status);
        Assert.Equal(new CommandResult(false, "The program is closing."), await second.StartAsync());
        Assert.Equal(RunStatus.Ready, lab.Registry.Find(second.Id)!.Status);
        Assert.Equal(RunStatus.Paused, lab.Registry.Find(first.Id)!.Status);
    }

    [Fact]
    public async Task A_watcher_that_throws_or_blocks_does_not_hold_up_training()
    {
        await using var lab = await Lab.CreateAsync();
        var run = await lab.Registry.CreateAsync(lab.Tiny, null, Cancellation);
        using var release = new ManualResetEventSlim();
        run.Changed += () => throw new InvalidOperationException("a broken page");
        run.Changed += release.Wait;
        await run.StartAsync();
        await run.WhenSettledAsync(Cancellation);
        Assert.Equal(RunStatus.Finished, run.Status);
        release.Set();
    }

    private static async Task StartAndWaitAsync(TrainingRun run)
    {
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Watch()
        {
            if (run.Status == RunStatus.Running)
                running.TrySetResult();
        }

        run.Changed += Watch;
        await run.StartAsync();
        Watch();
        await running.Task.WaitAsync(Cancellation);
        run.Changed -= Watch;
    }
}
