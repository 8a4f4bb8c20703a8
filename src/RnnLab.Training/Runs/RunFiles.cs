using RnnLab.Training.Checkpoints;

namespace RnnLab.Training.Runs;

/// <summary>
/// The files of one run that is being trained: appends to the logs and commits checkpoints. The rename of <c>state.json</c> is the one moment at
/// which a checkpoint counts; everything it names has been flushed to the disk before.
/// </summary>
internal sealed class RunFiles : IDisposable
{
    private readonly RunFolder _folder;
    private readonly CheckpointStore _store;
    private readonly JsonLinesFile _metrics, _samples;

    /// <summary>Opens the logs at the end of what <paramref name="state"/> vouches for; what a crash left after it is cut off.</summary>
    public RunFiles(RunFolder folder, RunState state)
    {
        _folder = folder;
        _store = new(folder.Checkpoints);
        History = new(folder.History);
        State = state;
        _metrics = new(folder.Metrics, state.MetricsBytes);
        try
        {
            _samples = new(folder.Samples, state.SamplesBytes);
        }
        catch
        {
            _metrics.Dispose();
            throw;
        }
    }

    /// <summary>The stored past.</summary>
    public CheckpointHistory History { get; }

    /// <summary>What was committed last.</summary>
    public RunState State { get; private set; }

    public void AppendMetrics(string line) => _metrics.Append(line);

    public void AppendSample(string line) => _samples.Append(line);

    /// <summary>Hands the waiting lines to the system, so that a killed process loses none of them.</summary>
    public void Flush()
    {
        _metrics.Flush(toDisk: false);
        _samples.Flush(toDisk: false);
    }

    /// <summary>Commits the session as it stands. <paramref name="next"/> carries status, message, smoothing and clock.</summary>
    /// <exception cref="IOException">The disk is full or refuses; the last commit stands.</exception>
    /// <exception cref="TrainingDivergedException">The weights are not finite numbers; the last commit stands.</exception>
    public void Commit(TrainingSession session, RunState next, double? validationLoss)
    {
        _metrics.Flush(toDisk: true);
        _samples.Flush(toDisk: true);
        string name = CheckpointStore.FileName(session.Step, validationLoss), resume = $"resume-{session.Step:00000000}.safetensors";
        if (State.Checkpoint != name || State.Resume != resume)
        {
            var snapshot = session.Snapshot(validationLoss);
            if (!snapshot.IsFinite)
                throw new TrainingDivergedException($"Training stopped at step {session.Step}: some weights are no longer finite numbers. Lower the learning rate, in a copy of this run or after a reset.");
            _store.Save(snapshot, validationLoss);
            session.SaveResume(_folder.File(resume));
        }

        bool best = validationLoss is { } loss && !(next.BestLoss <= loss);
        WriteState(next with
        {
            Step = session.Step,
            Checkpoint = name,
            Resume = resume,
            MetricsBytes = _metrics.Length,
            SamplesBytes = _samples.Length,
            BestLoss = best ? validationLoss : next.BestLoss,
            BestStep = best ? session.Step : next.BestStep,
            Progress = session.Progress,
            Backend = session.Model.Backend.Name,
        });
        _store.Prune(name, State.BestLoss is { } bestLoss ? CheckpointStore.FileName(State.BestStep, bestLoss) : name);
        _folder.DeleteLeftovers(resume);
    }

    /// <summary>Writes down a status alone; the last checkpoint stands, and the logs keep what they have.</summary>
    /// <exception cref="IOException">The disk is full or refuses.</exception>
    public void CommitStatus(RunStatus status, string? message)
    {
        Flush();
        WriteState(State with { Status = status, Message = message });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _metrics.Dispose();
        _samples.Dispose();
    }

    private void WriteState(RunState state)
    {
        RunFolder.WriteText(_folder.State, state.Write());
        State = state;
    }
}
