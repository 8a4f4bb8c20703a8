using RnnLab.Compute;
using RnnLab.Nn;
using RnnLab.Training.Checkpoints;
using RnnLab.Training.Runs;
using RnnLab.Training.Views;

namespace RnnLab.Web.Components.Runs.Past;

/// <summary>The gradient flow of every stored step of one run over one text, computed on threads of the pool as it is asked for. Owned by one page; calls come one at a time.</summary>
/// <param name="engine">Makes the backend.</param>
/// <param name="leaving">Ends what is computed when the page is left.</param>
public sealed class PastFlows(RunRegistryOptions engine, CancellationToken leaving)
{
    private readonly Dictionary<long, StateFlow?> _flows = [];
    private string? _text;

    /// <summary>Whether a step was computed, or tried in vain.</summary>
    public bool Knows(HistoryEntry entry, string text) => text == _text && _flows.ContainsKey(entry.Step);

    /// <summary>The flow of a step; null while it is not known.</summary>
    public StateFlow? Find(long step, string text) => text == _text ? _flows.GetValueOrDefault(step) : null;

    /// <summary>Computes a step. One that has been given up meanwhile, or cannot be read, stays without a flow.</summary>
    public async Task ComputeAsync(HistoryEntry entry, string text)
    {
        if (text != _text)
        {
            _flows.Clear();
            _text = text;
        }

        StateFlow? flow = null;
        try
        {
            flow = await Task.Run(
                () =>
                {
                    using IComputeBackend backend = engine.CreateBackend(1);
                    return PastMoment.ComputeFlow(ModelSnapshot.Load(entry.Weights), backend, text);
                },
                leaving);
        }
        catch (Exception gone) when (gone is SafetensorsException or IOException or OperationCanceledException)
        {
            // The room ran out and the step was given up, or the page was left: the map has no row for it.
        }

        if (text == _text)
            _flows[entry.Step] = flow;
    }
}
