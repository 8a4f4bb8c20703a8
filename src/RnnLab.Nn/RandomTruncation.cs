using RnnLab.Compute;

namespace RnnLab.Nn;

/// <summary>
/// Randomised truncation without bias (Tallec and Ollivier 2017, "Unbiasing truncated backpropagation through time", ARTBP): at places a few steps apart the gradient of the
/// carried state is cut with probability c, and multiplied with 1 / (1 - c) where it is not. Its expectation is therefore the gradient of no truncation at all within the
/// sequence, for the same forward pass; most gradients travel only about the mean length, and the few that travel on weigh more. Where a sequence ends the state is
/// carried on and the gradient is always cut, as in regular truncation. The choices come from a Philox stream of their own, numbered by step.
/// </summary>
public static class RandomTruncation
{
    /// <summary>Steps between two places where a gradient may be cut: a fifth of the mean length, at least 1.</summary>
    public static int SegmentLength(int meanLength) => Math.Max(1, meanLength / 5);

    /// <summary>c: with places that lie <see cref="SegmentLength"/> apart, a gradient travels the mean length on average.</summary>
    public static double CutProbability(int meanLength) => SegmentLength(meanLength) / (double)meanLength;

    /// <summary>What the gradient is multiplied with at place number <paramref name="place"/> of a training step: 0 or 1 / (1 - c).</summary>
    public static double Factor(ulong seed, ulong step, int place, int meanLength)
    {
        double cut = CutProbability(meanLength);
        return Philox.Uniform(new PhiloxKey(seed, RandomStreams.Truncation), (step << 32) + (ulong)place) < cut ? 0 : 1 / (1 - cut);
    }

    /// <summary>The factors of a training step over a whole sequence: by the time t before which a place lies, what dL/d(state before step t) is multiplied with.</summary>
    public static IReadOnlyDictionary<int, double> Factors(ulong seed, ulong step, int time, int meanLength)
    {
        int apart = SegmentLength(meanLength);
        return Enumerable.Range(0, Math.Max(0, time - 1) / apart).ToDictionary(place => (place + 1) * apart, place => Factor(seed, step, place, meanLength));
    }
}
