using RnnLab.Training.Metrics;
using RnnLab.Training.Views;

namespace RnnLab.Training.Runs;

/// <summary>
/// What a run shows: one writer (the trainer), any number of readers, no locks. Readers poll <see cref="Version"/> as often as they like and
/// take what is there; the writer never waits for them.
/// </summary>
public sealed class RunFeed
{
    private readonly TimeProvider _time;
    private AppendOnlyLog<MetricsPoint> _metrics = new();
    private AppendOnlyLog<ValidationPoint> _validations = new();
    private AppendOnlyLog<SampleRecord> _samples = new();
    private GateFrame? _gates;
    private long _version, _generation, _interestUntil = long.MinValue;

    internal RunFeed(TimeProvider time) => _time = time;

    /// <summary>Increases with each publication.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>Increases when the logs were replaced, by a reset or by going back to a checkpoint: a reader then starts again at index 0.</summary>
    public long Generation => Volatile.Read(ref _generation);

    /// <summary>One point for every training step so far, in order.</summary>
    public AppendOnlyLog<MetricsPoint> Metrics => Volatile.Read(ref _metrics);

    /// <summary>The validations so far, in order.</summary>
    public AppendOnlyLog<ValidationPoint> Validations => Volatile.Read(ref _validations);

    /// <summary>The samples so far, in order.</summary>
    public AppendOnlyLog<SampleRecord> Samples => Volatile.Read(ref _samples);

    /// <summary>The last training step, or null before the first.</summary>
    public MetricsPoint? Latest
    {
        get
        {
            var metrics = Metrics;
            return metrics.Count is > 0 and var count ? metrics[count - 1] : null;
        }
    }

    /// <summary>The last validation, or null before the first.</summary>
    public ValidationPoint? LatestValidation
    {
        get
        {
            var validations = Validations;
            return validations.Count is > 0 and var count ? validations[count - 1] : null;
        }
    }

    /// <summary>The newest gates that were computed, or null where none were yet.</summary>
    public GateFrame? Gates => Volatile.Read(ref _gates);

    /// <summary>Whether somebody is looking at the gates now.</summary>
    internal bool GatesWanted => _time.GetTimestamp() < Volatile.Read(ref _interestUntil);

    /// <summary>Says that somebody looks at the gates for the coming time; while that lasts, training refreshes them at most ten times a second.</summary>
    public void RequestGates(TimeSpan interest)
    {
        long until = _time.GetTimestamp() + (long)(interest.TotalSeconds * _time.TimestampFrequency);
        for (long known = Volatile.Read(ref _interestUntil); until > known;)
        {
            long seen = Interlocked.CompareExchange(ref _interestUntil, until, known);
            if (seen == known)
                break;
            known = seen;
        }
    }

    internal void Publish(in MetricsPoint point)
    {
        _metrics.Append(point);
        Interlocked.Increment(ref _version);
    }

    internal void Publish(ValidationPoint point)
    {
        _validations.Append(point);
        Interlocked.Increment(ref _version);
    }

    internal void Publish(SampleRecord sample)
    {
        _samples.Append(sample);
        Interlocked.Increment(ref _version);
    }

    internal void Publish(GateFrame? gates)
    {
        Volatile.Write(ref _gates, gates);
        Interlocked.Increment(ref _version);
    }

    /// <summary>Replaces the logs by what is given.</summary>
    internal void Replace(IEnumerable<MetricsPoint> metrics, IEnumerable<ValidationPoint> validations, IEnumerable<SampleRecord> samples)
    {
        Volatile.Write(ref _metrics, new(metrics));
        Volatile.Write(ref _validations, new(validations));
        Volatile.Write(ref _samples, new(samples));
        Interlocked.Increment(ref _generation);
        Interlocked.Increment(ref _version);
    }
}
