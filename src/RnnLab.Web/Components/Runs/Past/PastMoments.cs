using RnnLab.Compute;
using RnnLab.Training.Checkpoints;
using RnnLab.Training.Runs;
using RnnLab.Training.Sampling;
using RnnLab.Training.Views;

namespace RnnLab.Web.Components.Runs.Past;

/// <summary>Computes stored steps of one run on threads of the pool and keeps the last few. Owned by one page; calls come one at a time.</summary>
/// <param name="run">The run.</param>
/// <param name="engine">Makes the backend, and says how many characters are read.</param>
public sealed class PastMoments(TrainingRun run, RunRegistryOptions engine)
{
    private const int Kept = 40;
    private readonly Dictionary<long, PastMoment> _moments = [];
    private readonly Queue<long> _order = [];
    private string? _own, _read;

    /// <summary>Another text makes other moments.</summary>
    public void Read(string? wanted)
    {
        if (wanted == _read)
            return;
        _read = wanted;
        _moments.Clear();
        _order.Clear();
    }

    /// <summary>The step if it is at hand.</summary>
    public PastMoment? Find(long step) => _moments.GetValueOrDefault(step);

    /// <summary>The step, or the sentence that says why it cannot be shown.</summary>
    /// <param name="entry">The stored step.</param>
    /// <param name="wanted">What the network is shown; null for the run's own excerpt.</param>
    /// <param name="gatesRead">Told the gates on a thread of the pool, before the rest is there.</param>
    /// <param name="cancellation">Gives it up.</param>
    public async Task<(PastMoment? Moment, string? Problem)> ComputeAsync(HistoryEntry entry, string? wanted, Action<GateFrame> gatesRead, CancellationToken cancellation)
    {
        Read(wanted);
        if (Find(entry.Step) is { } known)
            return (known, null);
        try
        {
            string text = wanted ?? (_own ??= await run.ExcerptAsync(engine.GateTextLength, cancellation));
            if (text.Length == 0)
                return (null, "The text of this run is gone and it has written nothing, so there is nothing to show the network.");
            PastMoment moment = await Task.Run(
                () =>
                {
                    using IComputeBackend backend = engine.CreateBackend(1);
                    SamplingOptions options = new("", 200, run.Config.SampleTemperature, null, run.Config.Seed);
                    return PastMoment.Compute(ModelSnapshot.Load(entry.Weights), backend, text, options, run.Id, gatesRead, cancellation);
                },
                cancellation);
            _moments[entry.Step] = moment;
            _order.Enqueue(entry.Step);
            if (_order.Count > Kept)
                _moments.Remove(_order.Dequeue());
            return (moment, null);
        }
        catch (Exception wrong) when (wrong is SafetensorsException or IOException or InvalidOperationException)
        {
            return (null, $"Step {RunNumbers.Count(entry.Step)} cannot be shown: {wrong.Message}");
        }
    }
}
