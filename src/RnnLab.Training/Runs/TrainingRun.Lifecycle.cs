using RnnLab.Training.Views;

namespace RnnLab.Training.Runs;

/// <content>Memory and folder: letting go of the live model, wiping, deleting, closing.</content>
public sealed partial class TrainingRun
{
    /// <summary>Halts the run and deletes its folder.</summary>
    internal Task<CommandResult> DeleteAsync() => CommandAsync(async () =>
    {
        await HaltAsync(null).ConfigureAwait(false);
        try
        {
            DropTrainer();
            System.IO.Directory.Delete(_folder.Path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody deleted the folder by hand; that is what was wanted.
        }
        catch (Exception problem) when (DiskTrouble.Is(problem))
        {
            return new(false, $"The run could not be deleted. {DiskTrouble.Describe(problem)}");
        }

        _deleted = true;
        return new(true, "Deleted.");
    });

    /// <summary>Halts the run, leaving it paused on disk, and frees its memory.</summary>
    internal async Task CloseAsync()
    {
        await CommandAsync(async () =>
        {
            await HaltAsync(RunStatus.Paused).ConfigureAwait(false);
            DropTrainer();
            return new(true, "Closed.");
        }).ConfigureAwait(false);
    }

    /// <summary>Frees the memory of a run that stands, where nothing would be lost and nobody is commanding it.</summary>
    internal void ReleaseIdle()
    {
        if (!_commands.Wait(0))
            return;
        try
        {
            bool idle;
            lock (_sync)
                idle = _status is not (RunStatus.Running or RunStatus.Queued) && _trainer is { IsCommitted: true };
            if (idle)
                DropTrainer();
        }
        finally
        {
            _commands.Release();
        }
    }

    private void DropTrainer()
    {
        RunTrainer? trainer;
        lock (_sync)
            (trainer, _trainer) = (_trainer, null);
        trainer?.Dispose();
    }

    private void Wipe()
    {
        // The state first: without it the rest counts for nothing, whatever happens in between.
        File.Delete(_folder.State);
        File.Delete(_folder.Metrics);
        File.Delete(_folder.Samples);
        _store.Prune();
        _history.Clear();
        _folder.DeleteLeftovers(null);
        lock (_feed)
        {
            _feedLoaded = true;
            _feed.Replace([], [], []);
            _feed.Publish((GateFrame?)null);
        }
    }
}
