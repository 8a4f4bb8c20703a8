using RnnLab.Training.Checkpoints;
using RnnLab.Training.Metrics;
using RnnLab.Training.Sampling;
using RnnLab.Training.Views;

namespace RnnLab.Training.Runs;

/// <summary>Why <see cref="RunTrainer.Continue"/> returned.</summary>
internal enum TrainerPause
{
    /// <summary>Somebody asked for it.</summary>
    Interrupted,

    /// <summary>The ordered steps are done.</summary>
    StepsDone,

    /// <summary>The run has done all its steps.</summary>
    Finished,
}

/// <summary>
/// Trains one run: steps, validations, samples, gates and checkpoints, all on the calling thread. What it does after a step is a function of the
/// step, never of the clock, apart from the gates that somebody watches and the extra checkpoints, which change nothing.
/// </summary>
internal sealed class RunTrainer : IDisposable
{
    private static readonly TimeSpan GateInterval = TimeSpan.FromMilliseconds(100), FlushInterval = TimeSpan.FromSeconds(1);

    private readonly string _runId;
    private readonly RunFeed _feed;
    private readonly RunFiles _files;
    private readonly RunRegistryOptions _options;
    private readonly TimeProvider _time;
    private readonly IDisposable _backend;
    private readonly TextSampler _sampler;
    private readonly SmoothedLoss _smoothed = new();
    private double _seconds, _stepSeconds;
    private long _storedStep;
    private long _lastGates, _lastFlush, _lastCommit;
    private double? _validationHere;
    private bool _validated;

    public RunTrainer(string runId, TrainingSession session, IDisposable backend, RunFeed feed, RunFiles files, RunRegistryOptions options, TimeProvider time)
    {
        _runId = runId;
        Session = session;
        _backend = backend;
        _feed = feed;
        _files = files;
        _options = options;
        _time = time;
        _sampler = new(session.Model, session.Vocabulary);
        string backendNow = session.Model.Backend.Name;
        if (files.State.Backend is { } before && before != backendNow)
            Note = $"Continued on {backendNow}; the checkpoint was computed on {before}, so the curve goes on, but not with the very same bits.";
        _storedStep = files.History.List() is { Count: > 0 } stored ? stored[^1].Step : -1;
        _smoothed.Restore(files.State.SmoothedAverage, files.State.SmoothedWeight);
        _seconds = files.State.SecondsElapsed;
        _lastGates = _lastFlush = _lastCommit = time.GetTimestamp();

        // A run that was interrupted in the middle of a validation makes up for it before its next step.
        _validated = session.Step == 0 || feed.LatestValidation?.Step == session.Step;
        if (_validated && session.Step > 0)
            _validationHere = feed.LatestValidation?.Loss;
    }

    public TrainingSession Session { get; }

    /// <summary>What is worth knowing about where it goes on, or null.</summary>
    public string? Note { get; }

    /// <summary>Whether the disk holds everything up to the present step, so that the live model can be let go.</summary>
    public bool IsCommitted => _files.State.Checkpoint is not null && _files.State.Step == Session.Step && _files.State.Status != RunStatus.Running;

    private bool HasValidation => Session.Split.Validation.Length >= 2;

    /// <summary>Trains until it is told to stop or everything is done, and commits where it stops.</summary>
    /// <exception cref="TrainingDivergedException">See there; nothing was committed.</exception>
    /// <exception cref="IOException">The disk refuses; the session stands between two steps and can go on.</exception>
    public TrainerPause Continue(IRunOrders orders)
    {
        // Checkpoints, validations and flushes that a disk refused are made up for first.
        Settle(orders);
        while (true)
        {
            orders.AtStepBoundary(Session);
            if (orders.Interrupted)
                return TrainerPause.Interrupted;
            if (Session.IsFinished)
                return TrainerPause.Finished;
            if (!orders.TakeStep())
                return TrainerPause.StepsDone;
            Train();
            Settle(orders);
        }
    }

    /// <summary>Commits the session under a status.</summary>
    public void Commit(RunStatus status, string? message)
    {
        _files.Commit(
            Session,
            _files.State with { Status = status, Message = message, SmoothedAverage = _smoothed.Average, SmoothedWeight = _smoothed.Weight, SecondsElapsed = _seconds },
            _validationHere);
        _lastCommit = _time.GetTimestamp();
    }

    /// <summary>Writes down a status alone, leaving the last checkpoint as it is.</summary>
    public void CommitStatus(RunStatus status, string? message) => _files.CommitStatus(status, message);

    /// <summary>Computes the gates now, for the last picture before standing still.</summary>
    public void PublishGates()
    {
        _feed.Publish(GateProbe.Compute(Session.Model, Session.Vocabulary, GateText(), _runId, Session.Step));
        _lastGates = _time.GetTimestamp();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sampler.Dispose();
        Session.Dispose();
        _backend.Dispose();
        _files.Dispose();
    }

    private void Train()
    {
        long begin = _time.GetTimestamp();
        var result = Session.Advance();
        double took = _time.GetElapsedTime(begin).TotalSeconds;
        _validated = false;
        _validationHere = null;
        _seconds += took;
        _stepSeconds = _stepSeconds == 0 ? took : (0.9 * _stepSeconds) + (0.1 * took);
        double? eta = _stepSeconds > 0 ? _stepSeconds * (Session.TotalSteps - Session.Step) : null;
        var point = new MetricsPoint(
            Session.Step, Session.Epoch, result.Loss, _smoothed.Add(result.Loss), result.NormBefore, result.NormAfter, result.LearningRate,
            _stepSeconds > 0 ? Session.TokensPerStep / _stepSeconds : 0, _seconds, eta);
        _files.AppendMetrics(MetricsLines.Write(point));
        _feed.Publish(point);
        if (Session.Config.SampleEvery > 0 && Session.Step % Session.Config.SampleEvery == 0)
            Sample();
    }

    /// <summary>What is due after a step: validation, checkpoint, gates.</summary>
    private void Settle(IRunOrders orders)
    {
        long begin = _time.GetTimestamp();
        if (!_validated && ValidationDue && !Validate(orders))
            return;
        _validated = true;
        if (CheckpointDue && _files.State.Step < Session.Step)
            Commit(RunStatus.Running, null);
        if (Session.Step > _storedStep && CheckpointHistory.IsDue(Session.Step) && _options.HistoryBytes > 0)
        {
            _files.History.Save(Session, _validationHere, _options.HistoryBytes);
            _storedStep = Session.Step;
        }

        if (_feed.GatesWanted && _time.GetElapsedTime(_lastGates) >= GateInterval)
            PublishGates();
        if (_time.GetElapsedTime(_lastFlush) >= FlushInterval)
        {
            _files.Flush();
            _lastFlush = _time.GetTimestamp();
        }

        _seconds += _time.GetElapsedTime(begin).TotalSeconds;
    }

    private bool ValidationDue => HasValidation && (EpochOrEvery(Session.Config.ValidateEvery) || Session.Step == Session.TotalSteps);

    private bool CheckpointDue =>
        (Session.Config.CheckpointEvery > 0 ? EpochOrEvery(Session.Config.CheckpointEvery) : _validationHere is not null || (!HasValidation && EpochOrEvery(0)))
        || _time.GetElapsedTime(_lastCommit) >= _options.AutosaveInterval;

    private bool EpochOrEvery(int every) => Session.Step > 0 && Session.Step % (every > 0 ? every : Session.StepsPerEpoch) == 0;

    private bool Validate(IRunOrders orders)
    {
        if (StreamEvaluator.MeanLoss(Session.Model, Session.Split.Validation, () => orders.Interrupted) is not { } loss)
            return false;
        if (!double.IsFinite(loss))
            throw new TrainingDivergedException($"Training stopped after step {Session.Step}: the validation loss is no longer a finite number. Lower the learning rate, in a copy of this run or after a reset.");
        _validationHere = loss;
        var point = new ValidationPoint(Session.Step, loss);
        _files.AppendMetrics(MetricsLines.Write(point));
        _feed.Publish(point);
        Session.ObserveValidation(loss);
        return true;
    }

    private void Sample()
    {
        var config = Session.Config;
        ulong seed = unchecked(config.Seed + (ulong)Session.Step);
        var options = new SamplingOptions("", config.SampleLength, config.SampleTemperature, null, seed);
        var sample = new SampleRecord(Session.Step, string.Concat(_sampler.Sample(options).Select(token => token.Text)), config.SampleTemperature, seed);
        _files.AppendSample(MetricsLines.Write(sample));
        _feed.Publish(sample);
    }

    /// <summary>The beginning of the latest sample, or of the text before there is one.</summary>
    private string GateText()
    {
        var samples = _feed.Samples;
        if (samples.Count > 0)
            return string.Concat(samples[samples.Count - 1].Text.EnumerateRunes().Take(_options.GateTextLength).Select(rune => rune.ToString()));
        int length = Math.Min(_options.GateTextLength, Session.Split.Train.Length);
        return Session.Vocabulary.Decode(Session.Split.Train.AsSpan(0, length));
    }
}
