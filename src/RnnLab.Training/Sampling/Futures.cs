using RnnLab.Compute;
using RnnLab.Nn;

namespace RnnLab.Training.Sampling;

/// <summary>One of several continuations from the same state.</summary>
/// <param name="Rule">How its symbols are chosen.</param>
/// <param name="Lane">The number of its die among those of a seed.</param>
public sealed record FutureLane(ChoiceRule Rule, int Lane);

/// <summary>A continuation.</summary>
/// <param name="Lane">What it was asked for.</param>
/// <param name="Symbols">What was written.</param>
/// <param name="SurpriseBits">How much each symbol surprised the model, in bits, by its own probabilities.</param>
public sealed record Future(FutureLane Lane, IReadOnlyList<int> Symbols, IReadOnlyList<double> SurpriseBits)
{
    /// <summary>The mean surprise in bits a symbol.</summary>
    public double MeanBits => SurpriseBits.Count == 0 ? 0 : SurpriseBits.Average();
}

/// <summary>Many continuations at once, as one batch: what else could have been written from here.</summary>
public static class Futures
{
    /// <summary>The most lanes at once.</summary>
    public const int MaximumLanes = 256;

    /// <summary>Continues a session's text, which stays as it is, in several lanes.</summary>
    /// <param name="session">Where they begin.</param>
    /// <param name="count">How many of its symbols they share.</param>
    /// <param name="lanes">The lanes.</param>
    /// <param name="length">Symbols to write in each.</param>
    /// <param name="seed">The seed of all dice.</param>
    /// <param name="cancellation">Gives up.</param>
    public static IReadOnlyList<Future> Draw(SamplingSession session, int count, IReadOnlyList<FutureLane> lanes, int length, ulong seed, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, session.Positions.Count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lanes.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lanes.Count, MaximumLanes);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, SamplingSession.MaximumLength);
        var model = session.Model;
        int vocabulary = model.Config.Vocabulary;
        var choice = new SymbolChoice(vocabulary);
        var start = session.Positions[count - 1];
        float[] logits = new float[lanes.Count * vocabulary];
        for (int lane = 0; lane < lanes.Count; lane++)
            start.Logits.CopyTo(logits.AsSpan(lane * vocabulary));

        using var state = model.CreateState(lanes.Count);
        state.CopyFrom(StateRows.Repeat(model.Config, start.State, lanes.Count));
        using var tokens = model.Backend.AllocateIndices(new Shape(1, lanes.Count));
        int[] symbols = new int[lanes.Count];
        var written = lanes.Select(_ => new List<int>(length)).ToArray();
        var bits = lanes.Select(_ => new List<double>(length)).ToArray();
        for (int n = 0; n < length; n++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int lane = 0; lane < lanes.Count; lane++)
            {
                choice.Read(logits.AsSpan(lane * vocabulary, vocabulary), lanes[lane].Rule);
                symbols[lane] = choice.Draw(Philox.Uniform(new PhiloxKey(seed, RandomStreams.SamplingLane(lanes[lane].Lane)), (ulong)n));
                written[lane].Add(symbols[lane]);
                bits[lane].Add(choice.SurpriseBits(symbols[lane]));
            }

            if (n + 1 == length)
                break;
            tokens.CopyFrom(symbols);
            model.StepLogits(tokens, state, logits);
        }

        return [.. lanes.Select((lane, n) => new Future(lane, written[n], bits[n]))];
    }
}
