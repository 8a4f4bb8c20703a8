using RnnLab.Training.Runs;

namespace RnnLab.Training.Tests.Runs;

/// <summary>Full disks, damaged folders, losses that explode.</summary>
public class TroubleTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_disk_that_refuses_pauses_the_run_and_nothing_is_lost()
    {
        await using var lab = await Lab.CreateAsync();
        var undisturbed = await lab.Registry.CreateAsync(lab.Tiny, null, Cancellation);
        await undisturbed.StartAsync();
        await undisturbed.WhenSettledAsync(Cancellation);
        var run = await lab.Registry.CreateAsync(lab.Tiny, null, Cancellation);

        // A file where the folder of checkpoints should be: every checkpoint fails.
        string checkpoints = Path.Combine(run.Directory, "checkpoints");
        await File.WriteAllTextAsync(checkpoints, "in the way", Cancellation);
        await run.StartAsync();
        await run.WhenSettledAsync(Cancellation);

        Assert.Equal(RunStatus.Paused, run.Status);
        Assert.Contains("The disk could not be written", run.Message, StringComparison.Ordinal);
        Assert.Contains("press Start", run.Message, StringComparison.Ordinal);
        Assert.Equal(8, run.Feed.Latest!.Value.Step);

        // Another run must not push the unsaved model out of memory.
        var other = await lab.Registry.CreateAsync(lab.Tiny with { Epochs = 1 }, null, Cancellation);
        await other.StartAsync();
        await other.WhenSettledAsync(Cancellation);

        File.Delete(checkpoints);
        await run.StartAsync();
        await run.WhenSettledAsync(Cancellation);
        Assert.Equal(RunStatus.Finished, run.Status);
        Assert.Equal(undisturbed.Feed.Metrics.Select(point => point.Loss), run.Feed.Metrics.Select(point => point.Loss));
        await lab.ReopenAsync();
        Assert.Equal(24, lab.Registry.Find(run.Id)!.Feed.Metrics.Count);
    }

    [Fact]
    public void A_full_disk_is_called_a_full_disk()
    {
        Assert.Equal("The disk is full.", DiskTrouble.Describe(new IOException("No space left on device", 28)));
        Assert.Equal("The disk is full.", DiskTrouble.Describe(new IOException("There is not enough space", unchecked((int)0x80070070))));
    }

    [Fact]
    public void Lines_that_a_full_disk_refuses_wait_for_the_next_attempt()
    {
        if (!File.Exists("/dev/full"))
            Assert.Skip("There is no /dev/full here, the device that is always full.");
        using var file = new JsonLinesFile("/dev/full", 0);
        file.Append("{}");
        var problem = Assert.Throws<IOException>(() => file.Flush(toDisk: false));
        Assert.Equal("The disk is full.", DiskTrouble.Describe(problem));
        Assert.Equal((0, 3), (file.Length, file.Waiting));
    }

    [Fact]
    public async Task An_exploding_loss_fails_the_run_with_what_was_seen_and_what_to_try()
    {
        await using var lab = await Lab.CreateAsync();
        var run = await lab.Registry.CreateAsync(
            lab.Tiny with { Optimizer = Nn.Optimizers.OptimizerKind.Sgd, LearningRate = 900, Clip = ClipKind.None, CheckpointEvery = 1, Epochs = 50 }, null, Cancellation);
        await run.StartAsync();
        await run.WhenSettledAsync(Cancellation);

        Assert.Equal(RunStatus.Failed, run.Status);
        Assert.Contains("Training stopped at step", run.Message, StringComparison.Ordinal);
        Assert.Contains("gradient norm", run.Message, StringComparison.Ordinal);
        Assert.Contains("Turn gradient clipping on", run.Message, StringComparison.Ordinal);
        Assert.Contains("is kept", run.Message, StringComparison.Ordinal);
        Assert.Equal(Training.Views.DiagnosisKind.Failed, run.Diagnosis.Kind);
        Assert.Equal((false, run.Message), ((await run.StartAsync()) is var result ? (result.Done, result.Message) : default));
        Assert.All((await run.SnapshotAsync(Cancellation)).Weights.Values, weights => Assert.All(weights, weight => Assert.True(float.IsFinite(weight))));

        int points = run.Feed.Metrics.Count;
        string? message = run.Message;
        await lab.ReopenAsync();
        run = lab.Registry.Find(run.Id)!;
        Assert.Equal((RunStatus.Failed, message, points), (run.Status, run.Message, run.Feed.Metrics.Count));
        await run.ResetAsync();
        Assert.Equal(RunStatus.Ready, run.Status);
    }

    public static TheoryData<string, string?, string> Damage => new()
    {
        { "config.json", "{ \"version\": 2 }", "version 2" },
        { "config.json", "{ \"hidden\": -4 }", "not -4" },
        { "config.json", "\0\0\0", "not whole JSON" },
        { "config.json", null, "config.json is missing" },
        { "run.json", "{}", "run.json" },
        { "run.json", "{\"title\":\"x\",\"created\":\"yesterday\"}", "run.json is damaged" },
        { "run.json", null, "run.json is missing" },
    };

    [Theory]
    [MemberData(nameof(Damage))]
    public async Task A_folder_that_makes_no_sense_is_listed_as_such_and_touches_no_other(string file, string? content, string words)
    {
        await using var lab = await Lab.CreateAsync();
        var broken = await lab.Registry.CreateAsync(lab.Tiny, null, Cancellation);
        var whole = await lab.Registry.CreateAsync(lab.Tiny, null, Cancellation);
        await Break(Path.Combine(broken.Directory, file), content);

        await lab.ReopenAsync();

        Assert.Equal(whole.Id, Assert.Single(lab.Registry.List()).Id);
        var unreadable = Assert.Single(lab.Registry.Unreadable);
        Assert.Equal(broken.Id, unreadable.Id);
        Assert.Contains(words, unreadable.Message, StringComparison.Ordinal);
        Assert.True(Directory.Exists(broken.Directory));
    }

    [Theory]
    [InlineData("{ \"version\": 9 }", "version 9")]
    [InlineData("{ \"status\": ", "state.json is damaged")]
    [InlineData("{ \"version\": 1, \"step\": -5 }", "cannot be")]
    [InlineData("{ \"version\": 1, \"resume\": \"../../etc/passwd\" }", "cannot be")]
    public async Task A_damaged_state_is_said_and_the_weights_can_still_be_had(string content, string words)
    {
        await using var lab = await Lab.CreateAsync();
        var run = await lab.Registry.CreateAsync(lab.Tiny, null, Cancellation);
        await run.StepAsync(3);
        await run.WhenSettledAsync(Cancellation);
        await lab.Registry.DisposeAsync();
        await Break(Path.Combine(run.Directory, "state.json"), content);
        await lab.ReopenAsync();
        run = lab.Registry.Find(run.Id)!;
        Assert.Equal(RunStatus.Failed, run.Status);
        Assert.Contains(words, run.Message, StringComparison.Ordinal);
        Assert.Equal(3, (await run.SnapshotAsync(Cancellation)).Step);
        Assert.Equal(3, run.Feed.Metrics.Count);
        Assert.True((await run.ResetAsync()).Done);
        await run.StartAsync();
        await run.WhenSettledAsync(Cancellation);
        Assert.Equal(RunStatus.Finished, run.Status);
    }

    [Theory]
    [InlineData("checkpoints/step-00000003.safetensors")]
    [InlineData("resume-00000003.safetensors")]
    public async Task A_damaged_checkpoint_is_said_and_reset_mends_the_run(string file)
    {
        await using var lab = await Lab.CreateAsync();
        var run = await lab.Registry.CreateAsync(lab.Tiny, null, Cancellation);
        await run.StepAsync(3);
        await run.WhenSettledAsync(Cancellation);
        await lab.Registry.DisposeAsync();
        string path = Path.Combine(run.Directory, file);
        await File.WriteAllBytesAsync(path, (await File.ReadAllBytesAsync(path, Cancellation))[..100], Cancellation);
        await lab.ReopenAsync();
        run = lab.Registry.Find(run.Id)!;
        await run.StartAsync();
        await run.WhenSettledAsync(Cancellation);
        Assert.Equal(RunStatus.Paused, run.Status);
        Assert.Contains("The checkpoint at step 3 cannot be read", run.Message, StringComparison.Ordinal);
        Assert.Contains("Reset the run", run.Message, StringComparison.Ordinal);
        await run.ResetAsync();
        await run.StartAsync();
        await run.WhenSettledAsync(Cancellation);
        Assert.Equal(RunStatus.Finished, run.Status);
    }

    [Fact]
    public async Task Logs_shorter_than_the_state_says_are_noticed()
    {
        await using var lab = await Lab.CreateAsync();
        var run = await lab.Registry.CreateAsync(lab.Tiny, null, Cancellation);
        await run.StepAsync(3);
        await run.WhenSettledAsync(Cancellation);
        await lab.Registry.DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(run.Directory, "metrics.jsonl"), "", Cancellation);
        await lab.ReopenAsync();
        run = lab.Registry.Find(run.Id)!;
        await run.StartAsync();
        await run.WhenSettledAsync(Cancellation);
        Assert.Equal(RunStatus.Paused, run.Status);
        Assert.Contains("metrics.jsonl", run.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_cannot_be_written_is_not_made_and_nothing_of_it_stays()
    {
        await using var lab = await Lab.CreateAsync();
        await File.WriteAllTextAsync(lab.RunsDirectory, "in the way", Cancellation);
        var problem = await Assert.ThrowsAsync<IOException>(() => lab.Registry.CreateAsync(lab.Tiny, null, Cancellation));
        Assert.StartsWith("The run could not be made. The disk could not be written", problem.Message, StringComparison.Ordinal);
        Assert.Empty(lab.Registry.List());
        File.Delete(lab.RunsDirectory);
        var run = await lab.Registry.CreateAsync(lab.Tiny, null, Cancellation);
        Assert.Equal([run.Directory], Directory.GetDirectories(lab.RunsDirectory));
    }

    [Fact]
    public async Task Half_a_run_that_a_crash_left_while_it_was_made_is_cleared_away()
    {
        await using var lab = await Lab.CreateAsync();
        string partial = Path.Combine(lab.RunsDirectory, ".partial-1");
        Directory.CreateDirectory(partial);
        await File.WriteAllTextAsync(Path.Combine(partial, "run.json"), "{", Cancellation);
        await lab.ReopenAsync();
        Assert.Empty(lab.Registry.List());
        Assert.Empty(lab.Registry.Unreadable);
        Assert.False(Directory.Exists(partial));
    }

    [Fact]
    public async Task A_stray_file_among_the_runs_and_a_missing_folder_do_no_harm()
    {
        await using var lab = await Lab.CreateAsync();
        Directory.CreateDirectory(lab.RunsDirectory);
        await File.WriteAllTextAsync(Path.Combine(lab.RunsDirectory, "notes.txt"), "x", Cancellation);
        await lab.ReopenAsync();
        Assert.Empty(lab.Registry.List());
        Assert.Null(lab.Registry.Find("no-such-run"));
        Assert.Null(lab.Registry.Find("../../etc"));
    }

    [Theory]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", nameof(RunConfig.Corpus), "repeats one single character;")]
    [InlineData("too short", nameof(RunConfig.SequenceLength), "needs 33")]
    public async Task A_text_that_cannot_be_trained_on_is_refused_in_words(string text, string field, string words)
    {
        await using var lab = await Lab.CreateAsync(text);
        var problem = await Assert.ThrowsAsync<RunConfigException>(() => lab.Registry.CreateAsync(lab.Tiny, null, Cancellation));
        Assert.Contains(problem.Problems, found => found.Field == field && found.Message.Contains(words, StringComparison.Ordinal));
        Assert.False(Directory.Exists(lab.RunsDirectory));
    }

    [Theory]
    [InlineData("no-such-text")]
    [InlineData("tavern:many")]
    [InlineData("../../etc/passwd")]
    public async Task A_text_that_is_not_there_is_refused_in_words(string corpus)
    {
        await using var lab = await Lab.CreateAsync();
        var problem = await Assert.ThrowsAsync<RunConfigException>(() => lab.Registry.CreateAsync(lab.Tiny with { Corpus = corpus }, null, Cancellation));
        Assert.Equal(nameof(RunConfig.Corpus), Assert.Single(problem.Problems).Field);
    }

    [Fact]
    public async Task A_validation_part_of_one_character_is_refused_and_none_at_all_is_fine()
    {
        await using var lab = await Lab.CreateAsync();
        await Assert.ThrowsAsync<RunConfigException>(() => lab.Registry.CreateAsync(lab.Tiny with { ValidationFraction = 0.004 }, null, Cancellation));
        var run = await lab.Registry.CreateAsync(lab.Tiny with { ValidationFraction = 0, TrainFraction = 1 }, null, Cancellation);
        await run.StartAsync();
        await run.WhenSettledAsync(Cancellation);
        Assert.Equal(RunStatus.Finished, run.Status);
        Assert.Empty(run.Feed.Validations);
        Assert.NotEmpty(run.Checkpoints);
    }

    private static async Task Break(string path, string? content)
    {
        if (content is null)
            File.Delete(path);
        else
            await File.WriteAllTextAsync(path, content, Cancellation);
    }
}
