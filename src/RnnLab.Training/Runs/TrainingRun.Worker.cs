using System.Globalization;
using RnnLab.Data.Text;
using RnnLab.Training.Checkpoints;

namespace RnnLab.Training.Runs;

/// <content>What the training thread does with the run.</content>
public sealed partial class TrainingRun
{
    bool IRunOrders.Interrupted
    {
        get
        {
            lock (_sync)
                return _wanted is not null;
        }
    }

    bool IRunOrders.TakeStep()
    {
        lock (_sync)
        {
            if (_ordered <= 0)
                return false;
            if (_ordered != long.MaxValue)
                _ordered--;
            return true;
        }
    }

    void IRunOrders.AtStepBoundary(TrainingSession session) => AnswerSnapshots(session);

    /// <summary>Trains until the run stands. On a training thread; never throws.</summary>
    internal void Execute()
    {
        lock (_sync)
        {
            if (_status != RunStatus.Queued)
                return;
            _status = RunStatus.Running;
            _message = null;
        }

        Announce();
        RunStatus status;
        string? message;
        do
        {
            (status, message) = Train();
        }
        while (!TrySettle(status, message));
        Announce();
    }

    private (RunStatus Status, string? Message) Train()
    {
        try
        {
            LoadFeed();
            if (_trainer is null)
            {
                var opened = RunOpener.Open(Id, _folder, Config, _facts, Vocabulary, _feed, _registry.Corpora, _registry.Options, _registry.Time);
                lock (_sync)
                {
                    _trainer = opened;
                    _message = opened.Note;
                }

                Announce();
            }

            _trainer.CommitStatus(RunStatus.Running, null);
            var pause = _trainer.Continue(this);
            RunStatus status = pause == TrainerPause.Finished ? RunStatus.Finished : Wanted ?? RunStatus.Paused;
            _trainer.PublishGates();
            string? word = pause == TrainerPause.Finished ? StoppedEarly(_trainer.Session) : null;
            _trainer.Commit(status, word);
            return (status, word);
        }
        catch (TrainingDivergedException problem)
        {
            return (RunStatus.Failed, WithCheckpoint(problem.Message));
        }
        catch (RunCannotContinueException problem)
        {
            return (RunStatus.Paused, problem.Message);
        }
        catch (Exception problem) when (DiskTrouble.Is(problem))
        {
            _registry.Log($"Run {Id} was paused by the disk.", problem);
            return (RunStatus.Paused, $"{DiskTrouble.Describe(problem)} Training is paused and nothing is lost while the program runs; make room and press Start.");
        }
        catch (OutOfMemoryException problem)
        {
            _registry.Log($"Run {Id} ran out of memory.", problem);
            return (RunStatus.Failed, WithCheckpoint("The machine ran out of memory. Make a copy with a smaller hidden size, batch or sequence length."));
        }
        catch (Exception problem) when (problem is ArgumentException or TextFormatException)
        {
            _registry.Log($"Run {Id} could not train.", problem);
            return (RunStatus.Failed, WithCheckpoint(problem.Message));
        }
        catch (Exception problem)
        {
            _registry.Log($"Run {Id} was stopped by an unexpected error.", problem);
            return (RunStatus.Failed, WithCheckpoint($"An unexpected error stopped training: {problem.Message}"));
        }
    }

    private static string? StoppedEarly(TrainingSession session) => session.Progress is { Stopped: true, Best: { } best }
        ? string.Create(CultureInfo.InvariantCulture,
            $"Stopped early after {session.Step:N0} of {session.TotalSteps:N0} steps: the validation loss has not fallen below {best:0.0000} for {Count(session.Config.Patience, "validation")}. The best checkpoint is kept. Start goes on with fresh patience.")
        : null;

    private RunStatus? Wanted
    {
        get
        {
            lock (_sync)
                return _wanted;
        }
    }

    /// <summary>Says what is left of a failed run, and writes the reason beside its last checkpoint as far as the disk allows.</summary>
    private string WithCheckpoint(string message)
    {
        var last = _store.List().LastOrDefault();
        string whole = last is null ? message : $"{message} The checkpoint at step {last.Step} is kept.";
        try
        {
            _trainer?.CommitStatus(RunStatus.Failed, whole);
        }
        catch (Exception problem) when (DiskTrouble.Is(problem))
        {
            _registry.Log($"Why run {Id} failed could not be written down.", problem);
        }

        return whole;
    }

    /// <summary>Stands still, unless something was ordered in the meantime.</summary>
    private bool TrySettle(RunStatus status, string? message)
    {
        lock (_sync)
        {
            // A step ordered while the last one was being saved.
            if (status == RunStatus.Paused && message is null && _wanted is null && _ordered > 0)
                return false;
        }

        if (status is RunStatus.Failed or RunStatus.Stopped or RunStatus.Finished)
        {
            AnswerSnapshots(_trainer?.Session);
            DropTrainer();
        }

        Settle(status, message);
        return true;
    }

    private void Settle(RunStatus status, string? message)
    {
        TaskCompletionSource settled;
        List<TaskCompletionSource<ModelSnapshot>> waiting;
        lock (_sync)
        {
            _status = status;
            _message = message;
            _wanted = null;
            _ordered = 0;
            settled = _settled;
            waiting = [.. _snapshotRequests];
            _snapshotRequests.Clear();
        }

        settled.TrySetResult();
        foreach (var request in waiting)
            _ = ForwardAsync(request);
        Announce();
    }

    private void SetStatus(RunStatus status, string? message)
    {
        lock (_sync)
        {
            _status = status;
            _message = message;
        }

        Announce();
    }

    /// <summary>Tells watchers on threads of the pool, so that none of them can hold up training.</summary>
    private void Announce()
    {
        if (Changed is { } changed)
            _registry.Raise(changed);
        _registry.RaiseChanged();
    }

    private void AnswerSnapshots(TrainingSession? session)
    {
        List<TaskCompletionSource<ModelSnapshot>> requests;
        lock (_sync)
        {
            if (_snapshotRequests.Count == 0 || session is null)
                return;
            requests = [.. _snapshotRequests];
            _snapshotRequests.Clear();
        }

        var snapshot = session.Snapshot();
        foreach (var request in requests)
            request.TrySetResult(snapshot);
    }

    private async Task ForwardAsync(TaskCompletionSource<ModelSnapshot> request)
    {
        try
        {
            request.TrySetResult(await StandingSnapshotAsync(CancellationToken.None).ConfigureAwait(false));
        }
        catch (Exception problem)
        {
            request.TrySetException(problem);
        }
    }

    private async Task<ModelSnapshot> StandingSnapshotAsync(CancellationToken cancellation)
    {
        await _commands.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await Task.Run(TakeStanding, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _commands.Release();
        }
    }

    private ModelSnapshot TakeStanding()
    {
        lock (_sync)
        {
            // Holding the lock keeps a training thread from taking the model up meanwhile.
            if (_trainer is { } idle && _status is not (RunStatus.Running or RunStatus.Queued))
                return idle.Session.Snapshot();
        }

        if (_store.List().LastOrDefault() is { } last)
            return ModelSnapshot.Load(last.Path);
        using var backend = _registry.Options.CreateBackend(_registry.Options.Threads);
        using var model = new Nn.LanguageModel(Config.ToModelConfig(Vocabulary.Count), backend);
        return ModelSnapshot.Take(model, Config, Vocabulary, 0);
    }
}
