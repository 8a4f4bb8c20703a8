using RnnLab.Compute;
using RnnLab.Nn;

namespace RnnLab.Training.Sampling;

/// <summary>Draws one symbol after another from scores. Draw n of a seed is the same on every machine; no memory is taken per draw.</summary>
internal sealed class TokenChooser(int vocabulary, double temperature, int? topK, ulong seed)
{
    private readonly double[] _weights = new double[vocabulary];
    private readonly float[] _sorted = new float[vocabulary];
    private readonly PhiloxKey _key = new(seed, RandomStreams.Sampling);
    private ulong _draws;

    /// <summary>The symbol drawn, and the probability it had.</summary>
    public (int Index, double Probability) Choose(ReadOnlySpan<float> logits)
    {
        float threshold = Threshold(logits);
        double highest = double.NegativeInfinity;
        foreach (float logit in logits)
            highest = Math.Max(highest, logit);
        int left = Math.Min(topK ?? logits.Length, logits.Length);
        double total = 0;
        for (int n = 0; n < logits.Length; n++)
        {
            // Of equal scores at the threshold the first ones are taken, so that exactly K remain.
            bool kept = logits[n] > threshold || (logits[n] == threshold && left > CountAbove(logits, threshold, n));
            _weights[n] = kept ? Math.Exp((logits[n] - highest) / temperature) : 0;
            total += _weights[n];
        }

        double goal = Philox.Uniform(_key, _draws++) * total;
        int chosen = -1;
        for (int n = 0; n < logits.Length; n++)
        {
            if (_weights[n] == 0)
                continue;
            chosen = n;
            goal -= _weights[n];
            if (goal < 0)
                break;
        }

        return chosen >= 0
            ? (chosen, _weights[chosen] / total)
            : throw new InvalidOperationException("The model's scores are not numbers, so nothing can be drawn from them. Its training went wrong; take an earlier checkpoint.");
    }

    /// <summary>The K-th highest score, or minus infinity where all symbols take part.</summary>
    private float Threshold(ReadOnlySpan<float> logits)
    {
        if (topK is not { } k || k >= logits.Length)
            return float.NegativeInfinity;
        logits.CopyTo(_sorted);
        Array.Sort(_sorted);
        return _sorted[logits.Length - k];
    }

    /// <summary>How many of the K places are taken before symbol <paramref name="end"/>: all scores above the threshold, and the equal ones seen so far.</summary>
    private static int CountAbove(ReadOnlySpan<float> logits, float threshold, int end)
    {
        int count = 0;
        for (int n = 0; n < logits.Length; n++)
        {
            if (logits[n] > threshold || (n < end && logits[n] == threshold))
                count++;
        }

        return count;
    }
}
