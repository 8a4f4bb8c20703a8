using RnnLab.Compute.Reference;
using RnnLab.Training.Runs;

namespace RnnLab.Training.Tests.Runs;

public sealed class RunPackTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_packed_run_is_a_shipped_one_that_nothing_changes()
    {
        await using var shop = await PackedAsync();
        var run = shop.Registry.Find("small")!;
        Assert.True(run.IsShipped);
        Assert.Equal([5, 24], run.Checkpoints.Select(checkpoint => checkpoint.Step));
        Assert.Equal([5, 24], run.History.Select(entry => entry.Step));
        Assert.All(run.History, entry => Assert.Null(entry.Resume));
        Assert.Equal(24, run.Feed.Latest!.Value.Step);
        Assert.Equal(3, run.Feed.Validations.Count);
        Assert.Equal(24, (await run.SnapshotAsync(Cancellation)).Step);
        Assert.NotEmpty((await run.ComputeGatesAsync(null, Cancellation)).Layers);

        var before = Files(run.Directory);
        CommandResult[] answers =
        [
            await run.StartAsync(), await run.StepAsync(), await run.PauseAsync(), await run.StopAsync(), await run.ResetAsync(), await run.ExtendAsync(100), await shop.Registry.DeleteAsync(run.Id),
        ];
        Assert.All(answers, answer => Assert.Equal((false, "This model ships with RnnLab and stays as it is: train your own from its settings."), (answer.Done, answer.Message)));
        await shop.ReopenAsync();
        Assert.Equal(before, Files(run.Directory));
        Assert.Equal(RunStatus.Finished, shop.Registry.Find("small")!.Status);
    }

    [Fact]
    public async Task A_branch_of_a_shipped_run_begins_with_its_weights_and_a_fresh_optimizer()
    {
        await using var shop = await PackedAsync();
        var source = shop.Registry.Find("small")!;
        var branch = await shop.Registry.BranchAsync(source, 5, source.Config, null, Cancellation);
        Assert.Contains("begins afresh", branch.Message, StringComparison.Ordinal);
        Assert.Equal(("small", 5L), branch.BranchOf);
        Assert.Equal((await Snapshot(source, 5)), (await branch.SnapshotAsync(Cancellation)).Weights.SelectMany(weight => weight.Value));
        await branch.StartAsync();
        await branch.WhenSettledAsync(Cancellation);
        Assert.Equal(RunStatus.Finished, branch.Status);
        Assert.Equal(24, branch.Feed.Latest!.Value.Step);
        Assert.True(branch.Feed.Validations[^1].Loss < source.Checkpoints[0].ValidationLoss);

        // Interrupted and taken up again, it goes the same way to the last bit: the optimizer's own count of updates is kept.
        var halting = await shop.Registry.BranchAsync(source, 5, source.Config, null, Cancellation);
        await halting.StepAsync(7);
        await halting.WhenSettledAsync(Cancellation);
        await shop.ReopenAsync();
        halting = shop.Registry.Find(halting.Id)!;
        await halting.StartAsync();
        await halting.WhenSettledAsync(Cancellation);
        Assert.Equal(Losses(shop.Registry.Find(branch.Id)!), Losses(halting));
    }

    [Fact]
    public async Task What_cannot_be_packed_is_said()
    {
        await using var lab = await Lab.CreateAsync();
        var run = await FinishedAsync(lab);
        using var backend = new ReferenceBackend();
        string folder = Path.Combine(lab.Directory, "packed");
        Assert.Contains("Step 13 of this run is not stored. Stored are 0, 1,", Assert.Throws<ArgumentException>(() => RunPack.Write(run, [5, 13], folder, backend, Cancellation)).Message, StringComparison.Ordinal);
        Assert.Contains("Say which steps", Assert.Throws<ArgumentException>(() => RunPack.Write(run, [], folder, backend, Cancellation)).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
        Directory.CreateDirectory(folder);
        Assert.Contains("exists already", Assert.Throws<IOException>(() => RunPack.Write(run, [5], folder, backend, Cancellation)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_not_a_run_is_told_of_and_left_alone()
    {
        string shipped = Directory.CreateTempSubdirectory("rnnlab-shipped-").FullName;
        string odd = Directory.CreateDirectory(Path.Combine(shipped, ".partial-odd")).FullName;
        await using (var lab = await Lab.CreateAsync(change: options => options with { ShippedDirectory = shipped }))
        {
            Assert.Empty(lab.Registry.Shipped);
            Assert.Equal([".partial-odd"], lab.Registry.Unreadable.Select(bad => bad.Id));
        }

        Assert.True(Directory.Exists(odd));
        Directory.Delete(shipped, recursive: true);
        await using var none = await Lab.CreateAsync(change: options => options with { ShippedDirectory = shipped });
        Assert.Empty(none.Registry.Models);
    }

    /// <summary>A registry whose shipped models are one packed run.</summary>
    private static async Task<Lab> PackedAsync()
    {
        var lab = await Lab.CreateAsync(change: options => options with { ShippedDirectory = Path.Combine(options.DataDirectory, "shipped") });
        var run = await FinishedAsync(lab);
        using var backend = new ReferenceBackend();
        var written = RunPack.Write(run, [24, 5], Path.Combine(lab.Options.ShippedDirectory!, "small"), backend, Cancellation);
        Assert.Equal([5, 24], written.Select(checkpoint => checkpoint.Step));
        Assert.Equal(run.Feed.Validations[^1].Loss, written[^1].ValidationLoss!.Value, 1e-12);
        await lab.ReopenAsync();
        Assert.True((await lab.Registry.DeleteAsync(run.Id)).Done);
        return lab;
    }

    private static async Task<TrainingRun> FinishedAsync(Lab lab)
    {
        var run = await lab.Registry.CreateAsync(lab.Tiny, "small", Cancellation);
        await run.StartAsync();
        await run.WhenSettledAsync(Cancellation);
        return run;
    }

    private static async Task<IEnumerable<float>> Snapshot(TrainingRun run, long step) =>
        (await Task.Run(() => Training.Checkpoints.ModelSnapshot.Load(run.Checkpoints.Single(checkpoint => checkpoint.Step == step).Path))).Weights.SelectMany(weight => weight.Value);

    private static (long, double)[] Losses(TrainingRun run) => [.. run.Feed.Metrics.Select(point => (point.Step, point.Loss))];

    private static (string, long, DateTime)[] Files(string folder) =>
        [.. new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Select(file => (file.FullName, file.Length, file.LastWriteTimeUtc)).Order()];
}
