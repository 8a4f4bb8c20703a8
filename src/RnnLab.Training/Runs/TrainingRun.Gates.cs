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

    /// <summary>
    /// The beginning of the part that the run is validated on, or of its training part where there is none: a text that it can be shown at any step. Where the text is gone or
    /// has changed, the beginning of its first sample; empty where there is none either.
    /// </summary>
    /// <param name="length">Symbols.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<string> ExcerptAsync(int length, CancellationToken cancellation = default) => Task.Run(
        () =>
        {
            try
            {
                var split = RunOpener.LoadSplit(Config, _facts, Vocabulary, _registry.Corpora);
                int[] part = split.Validation.Length >= 2 ? split.Validation : split.Train;
                return Vocabulary.Decode(part.AsSpan(0, Math.Min(length, part.Length)));
            }
            catch (RunCannotContinueException)
            {
                return Samples.Count > 0 ? string.Concat(Samples[0].Text.EnumerateRunes().Take(length).Select(rune => rune.ToString())) : "";
            }
        },
        cancellation);

    private string Draw(LanguageModel model)
    {
        using var sampler = new TextSampler(model, Vocabulary);
        var options = new SamplingOptions("", _registry.Options.GateTextLength, Config.SampleTemperature, null, Config.Seed);
        return string.Concat(sampler.Sample(options).Select(token => token.Text));
    }
}
