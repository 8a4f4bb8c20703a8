using System.Globalization;

namespace RnnLab.Training.Runs;

/// <content>The commands that people give.</content>
public sealed partial class TrainingRun
{
    /// <summary>Why nothing can be done with it; null for a run.</summary>
    private string? Fixed => IsShipped ? "This model ships with RnnLab and stays as it is: train your own from its settings."
        : SetUp is not null ? "This network was set up by hand and is only looked at: train one with its settings in the Lab."
        : null;

    /// <summary>Trains, from the beginning or from where the run stands; waits in the queue where others train.</summary>
    public Task<CommandResult> StartAsync() => CommandAsync(() => Enqueue(long.MaxValue));

    /// <summary>Trains so many steps and stands still again.</summary>
    public Task<CommandResult> StepAsync(int steps = 1) => CommandAsync(() => steps < 1
        ? new(false, "A step count must be at least 1.")
        : Enqueue(steps));

    /// <summary>Stands still after the step that is being computed, with a checkpoint. Completes when the run stands.</summary>
    public Task<CommandResult> PauseAsync() => CommandAsync(async () =>
    {
        lock (_sync)
        {
            if (_status is not (RunStatus.Running or RunStatus.Queued))
                return new(false, _status == RunStatus.Paused ? "Already paused." : $"Not running: {Describe(_status)}");
        }

        await HaltAsync(RunStatus.Paused).ConfigureAwait(false);
        return Halted(RunStatus.Paused, "Paused");
    });

    /// <summary>Ends the run with a checkpoint and frees its memory; Start can still continue it. Completes when the run stands.</summary>
    public Task<CommandResult> StopAsync() => CommandAsync(async () =>
    {
        lock (_sync)
        {
            if (_status is RunStatus.Stopped or RunStatus.Finished or RunStatus.Failed or RunStatus.Ready)
                return new(false, _status == RunStatus.Stopped ? "Already stopped." : $"Nothing to stop: {Describe(_status)}");
        }

        await HaltAsync(RunStatus.Stopped).ConfigureAwait(false);
        return Halted(RunStatus.Stopped, "Stopped");
    });

    /// <summary>Throws away everything that was trained: weights, checkpoints, curves, samples. The configuration stays.</summary>
    public Task<CommandResult> ResetAsync() => CommandAsync(async () =>
    {
        await HaltAsync(null).ConfigureAwait(false);
        bool fresh = Status == RunStatus.Ready && Feed.Metrics.Count == 0;
        try
        {
            DropTrainer();
            Wipe();
        }
        catch (Exception problem) when (DiskTrouble.Is(problem))
        {
            return new(false, $"The run could not be reset. {DiskTrouble.Describe(problem)}");
        }

        SetStatus(RunStatus.Ready, null);
        return fresh ? new(false, "Nothing to reset: nothing is trained yet.") : new(true, "Reset: the weights are fresh again, and the curves are empty.");
    });

    private Task<CommandResult> CommandAsync(Func<CommandResult> command) => CommandAsync(() => Task.FromResult(command()));

    private async Task<CommandResult> CommandAsync(Func<Task<CommandResult>> command)
    {
        if (Fixed is { } reason)
            return new(false, reason);
        await _commands.WaitAsync().ConfigureAwait(false);
        try
        {
            return _deleted ? new(false, "This run has been deleted.") : await command().ConfigureAwait(false);
        }
        finally
        {
            _commands.Release();
        }
    }

    private CommandResult Enqueue(long steps)
    {
        // A finished run whose configuration was given more epochs since has steps left.
        long left = TotalSteps - (Feed.Latest?.Step ?? 0);
        bool running;
        lock (_sync)
        {
            switch (_status)
            {
                case RunStatus.Finished when left <= 0:
                    return new(false, $"This run has finished its {Count(TotalSteps, "step")}. Make a copy with more epochs, or reset it.");
                case RunStatus.Failed:
                    return new(false, _message ?? "This run failed; reset it to begin again.");
                case RunStatus.Running or RunStatus.Queued when _ordered == long.MaxValue:
                    return new(false, _status == RunStatus.Running
                        ? steps == long.MaxValue ? "Already running." : "Already running. Pause it to go step by step."
                        : "Already waiting in the queue.");
            }

            running = _status is RunStatus.Running or RunStatus.Queued;
            _ordered = steps == long.MaxValue ? steps : _ordered + steps;
            _wanted = null;
            if (!running)
            {
                _status = RunStatus.Queued;
                _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        if (!running && !_registry.TryEnqueue(this))
        {
            Settle(HasProgress ? RunStatus.Paused : RunStatus.Ready, null);
            return new(false, "The program is closing.");
        }

        Announce();
        return new(true, steps < long.MaxValue ? $"Training {Count(steps, "step")}." : _registry.QueueMessage(this) is { } place ? $"Waiting: {place}" : "Running.");
    }

    /// <summary>Makes the run stand and waits until it does; <paramref name="status"/> null keeps whatever it comes to.</summary>
    private async Task HaltAsync(RunStatus? status)
    {
        bool waiting;
        Task settled;
        lock (_sync)
        {
            if (_status is RunStatus.Running or RunStatus.Queued)
                _wanted = status ?? RunStatus.Paused;
            waiting = _status == RunStatus.Queued;
            settled = _settled.Task;
        }

        // Whoever takes a run out of the queue owns it: this command, or a training thread that then sees the wish.
        if (waiting && _registry.Withdraw(this))
            Settle(HasProgress ? RunStatus.Paused : RunStatus.Ready, null);
        await settled.ConfigureAwait(false);
        if (status == RunStatus.Stopped && Status is RunStatus.Paused)
            StopStanding();
    }

    /// <summary>A run that stands paused becomes stopped: on disk too, and without a live model.</summary>
    private void StopStanding()
    {
        try
        {
            if (_trainer is { IsCommitted: false } unsaved)
                unsaved.Commit(RunStatus.Stopped, null);
            DropTrainer();
            if (File.Exists(_folder.State))
                RunFolder.WriteText(_folder.State, (RunState.Read(File.ReadAllText(_folder.State)) with { Status = RunStatus.Stopped, Message = null }).Write());
            SetStatus(RunStatus.Stopped, null);
        }
        catch (Exception problem) when (DiskTrouble.Is(problem) || problem is TrainingDivergedException or FormatException)
        {
            SetStatus(RunStatus.Paused, DiskTrouble.Is(problem) ? DiskTrouble.Describe(problem) : problem.Message);
        }
    }

    private bool HasProgress => File.Exists(_folder.State) || Feed.Metrics.Count > 0;

    private CommandResult Halted(RunStatus wanted, string word)
    {
        lock (_sync)
        {
            string at = $"{word} after {Count(_feed.Latest?.Step ?? 0, "step")}.";
            return _status == wanted || _status == RunStatus.Ready
                ? new(true, _message is null ? at : $"{at} {_message}")
                : new(false, _message ?? $"Not {word.ToLowerInvariant()}: {Describe(_status)}");
        }
    }

    private static string Count(long number, string what) => string.Create(CultureInfo.InvariantCulture, $"{number:N0} {what}{(number == 1 ? "" : "s")}");

    private static string Describe(RunStatus status) => status switch
    {
        RunStatus.Ready => "nothing is trained yet.",
        RunStatus.Queued => "the run is waiting in the queue.",
        RunStatus.Running => "the run is training.",
        RunStatus.Paused => "the run is paused.",
        RunStatus.Finished => "the run has finished.",
        RunStatus.Stopped => "the run is stopped.",
        _ => "the run has failed.",
    };
}
