using RnnLab.Nn;
using RnnLab.Training.Sampling;
using RnnLab.Training.Views;

namespace RnnLab.Training.Runs;

/// <content>Gates of a run that nobody trains now.</content>
public sealed partial class TrainingRun
{
    /// <summary>
    /// The gates over a text by the weights that <see cref="SnapshotAsync"/> gives. Without a text of one's own they are also published in the feed where the
    /// run stands, so that a run from an earlier day has its picture too.
    /// </summary>
    /// <param name="text">What to read, cut at the option's length; null for the latest sample or, before there is one, for one drawn now.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<GateFrame> ComputeGatesAsync(string? text = null, CancellationToken cancellation = default)
    {
        var snapshot = await SnapshotAsync(cancellation).ConfigureAwait(false);
        return await Task.Run(
            () =>
            {
                using var backend = _registry.Options.CreateBackend(1);
                using var model = snapshot.CreateModel(backend);
                string read = !string.IsNullOrEmpty(text) ? text : Feed.Samples.Count > 0 ? Feed.Samples[^1].Text : Draw(model);
                string start = string.Concat(read.EnumerateRunes().Take(_registry.Options.GateTextLength).Select(rune => rune.ToString()));
                var frame = GateProbe.Compute(model, Vocabulary, start, Id, snapshot.Step);
                if (string.IsNullOrEmpty(text) && Status is not (RunStatus.Running or RunStatus.Queued))
                    _feed.Publish(frame);
                return frame;
            },
            cancellation).ConfigureAwait(false);
    }

    private string Draw(LanguageModel model)
    {
        using var sampler = new TextSampler(model, Vocabulary);
        var options = new SamplingOptions("", _registry.Options.GateTextLength, Config.SampleTemperature, null, Config.Seed);
        return string.Concat(sampler.Sample(options).Select(token => token.Text));
    }
}
