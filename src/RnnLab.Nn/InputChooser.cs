using RnnLab.Compute;

namespace RnnLab.Nn;

/// <summary>
/// Scheduled sampling (Bengio, Vinyals, Jaitly and Shazeer 2015): for each symbol of a sequence but the first, a coin decides whether the network reads the true one or what it
/// just predicted. Coins and samples come from a Philox stream of their own, numbered by training step, time and sequence. No gradient flows through the choice.
/// </summary>
public sealed class InputChooser
{
    private readonly ulong _seed;
    private readonly int _batch;
    private readonly bool _greedy;
    private readonly int[] _chosen;
    private readonly float[] _scores;

    /// <summary>Chooses for sequences of one batch.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="batch">B.</param>
    /// <param name="vocabulary">V.</param>
    /// <param name="greedy">Whether own symbols are the likeliest ones rather than drawn.</param>
    public InputChooser(ulong seed, int batch, int vocabulary, bool greedy)
    {
        _seed = seed;
        _batch = batch;
        _greedy = greedy;
        _chosen = new int[batch];
        _scores = new float[batch * vocabulary];
    }

    /// <summary>The training step.</summary>
    public ulong Step { get; set; }

    /// <summary>The probability of the true symbol.</summary>
    public double TrueShare { get; set; } = 1;

    /// <summary>How many inputs were the model's own since this was last set.</summary>
    public long OwnCount { get; set; }

    /// <summary>Whether any sequence reads a symbol of the model's own at time <paramref name="t"/>.</summary>
    public bool AnyOwn(int t)
    {
        for (int b = 0; b < _batch; b++)
        {
            if (!IsTrue(t, b))
                return true;
        }

        return false;
    }

    /// <summary>The inputs of time <paramref name="t"/>: true ones [B], or drawn from the scores [B, V] of the step before.</summary>
    public ReadOnlySpan<int> Choose(int t, ReadOnlySpan<int> truth, Tensor scores)
    {
        truth.CopyTo(_chosen);
        bool read = false;
        for (int b = 0; b < _batch; b++)
        {
            if (IsTrue(t, b))
                continue;
            if (!read)
                scores.CopyTo(_scores);
            read = true;
            OwnCount++;
            int vocabulary = _scores.Length / _batch;
            _chosen[b] = Pick(_scores.AsSpan(b * vocabulary, vocabulary), Uniform(t, b, 1));
        }

        return _chosen;
    }

    private bool IsTrue(int t, int b) => Uniform(t, b, 0) < TrueShare;

    /// <summary>The coin of one input (0) and what draws its symbol (1).</summary>
    private double Uniform(int t, int b, ulong which) =>
        Philox.Uniform(new PhiloxKey(_seed, RandomStreams.TeacherForcing), (Step << 32) + (2 * (((ulong)t * (ulong)_batch) + (ulong)b)) + which);

    private int Pick(ReadOnlySpan<float> scores, double uniform)
    {
        int best = 0;
        for (int v = 1; v < scores.Length; v++)
        {
            if (scores[v] > scores[best])
                best = v;
        }

        if (_greedy)
            return best;
        double sum = 0;
        foreach (float score in scores)
            sum += Math.Exp(score - (double)scores[best]);
        double left = uniform * sum;
        for (int v = 0; v < scores.Length; v++)
        {
            left -= Math.Exp(scores[v] - (double)scores[best]);
            if (left < 0)
                return v;
        }

        // Rounding, or scores that are no numbers: the loss will tell.
        return best;
    }
}
