using RnnLab.Training.Runs;

namespace RnnLab.Training.Tests.Runs;

public class DataDirectoryLockTests
{
    [Fact]
    public async Task A_folder_is_open_once_and_the_second_is_told_who_has_it()
    {
        await using var lab = await Lab.CreateAsync();
        var taken = Assert.Throws<DataDirectoryInUseException>(() => KilledTraining.Open(lab.Directory));
        Assert.Equal((lab.Directory, Environment.ProcessId), (taken.Directory, taken.ProcessId));
        Assert.Equal($"Another program (process {Environment.ProcessId}) is using the data folder \"{lab.Directory}\". Stop that program, or choose another folder.", taken.Message);

        // Being refused takes nothing from the one who has it.
        Assert.Throws<DataDirectoryInUseException>(() => KilledTraining.Open(lab.Directory));

        await lab.ReopenAsync();
        await lab.Registry.CreateAsync(lab.Tiny, null, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_registry_disposed_of_twice_does_not_let_the_next_ones_lock_go()
    {
        await using var lab = await Lab.CreateAsync();
        var before = lab.Registry;
        await lab.ReopenAsync();
        await before.DisposeAsync();
        Assert.Equal(Environment.ProcessId, Assert.Throws<DataDirectoryInUseException>(() => KilledTraining.Open(lab.Directory)).ProcessId);
    }

    [Fact]
    public async Task What_a_killed_process_left_keeps_nobody_out()
    {
        await using var lab = await Lab.CreateAsync();
        await lab.Registry.DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(lab.Directory, ".lock"), "", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(lab.Directory, ".lock-process"), "1", TestContext.Current.CancellationToken);
        await lab.ReopenAsync();
        Assert.Equal(Environment.ProcessId, Assert.Throws<DataDirectoryInUseException>(() => KilledTraining.Open(lab.Directory)).ProcessId);
    }

    [Fact]
    public async Task Where_the_process_cannot_be_read_the_folder_is_still_named()
    {
        await using var lab = await Lab.CreateAsync();
        await File.WriteAllTextAsync(Path.Combine(lab.Directory, ".lock-process"), "", TestContext.Current.CancellationToken);
        var taken = Assert.Throws<DataDirectoryInUseException>(() => KilledTraining.Open(lab.Directory));
        Assert.Null(taken.ProcessId);
        Assert.StartsWith($"Another program is using the data folder \"{lab.Directory}\".", taken.Message, StringComparison.Ordinal);
    }
}
