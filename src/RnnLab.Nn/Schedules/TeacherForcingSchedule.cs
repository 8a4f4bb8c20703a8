namespace RnnLab.Nn.Schedules;

/// <summary>How often a model that is being trained reads the true symbol rather than its own (Bengio et al. 2015, "Scheduled sampling").</summary>
public enum TeacherForcingDecay
{
    /// <summary>Always the true one: ordinary training.</summary>
    Always,

    /// <summary>The share falls along a straight line.</summary>
    Linear,

    /// <summary>The share falls as k^i with k below 1.</summary>
    Exponential,

    /// <summary>The share falls as k / (k + e^(i/k)): slowly, then fast, then slowly.</summary>
    InverseSigmoid,
}

/// <summary>
/// The probability with which each input symbol is the true one at step i (Bengio et al. 2015, section 2.4). All three decays are set by the same number: the
/// step at which half of the inputs are the model's own.
/// </summary>
public sealed class TeacherForcingSchedule
{
    private readonly double _k;

    /// <summary>A decay that passes one half at step <paramref name="half"/> and never falls below <paramref name="minimum"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The half is below 1, or the minimum outside [0, 1].</exception>
    public TeacherForcingSchedule(TeacherForcingDecay decay, long half, double minimum = 0)
    {
        if (half < 1)
            throw new ArgumentOutOfRangeException(nameof(half), $"The step at which half of the inputs are the model's own must be at least 1, not {half}.");
        if (!(minimum is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(minimum), $"The smallest share of true inputs must lie between 0 and 1, not {minimum}.");
        Decay = decay;
        Half = half;
        Minimum = minimum;
        _k = decay switch
        {
            TeacherForcingDecay.Exponential => Math.Pow(0.5, 1.0 / half),
            TeacherForcingDecay.InverseSigmoid => SolveKLogK(half),
            _ => 0.5 / half,
        };
    }

    /// <summary>The family.</summary>
    public TeacherForcingDecay Decay { get; }

    /// <summary>The step at which the rate is one half.</summary>
    public long Half { get; }

    /// <summary>What the rate never falls below.</summary>
    public double Minimum { get; }

    /// <summary>The probability of the true symbol after so many steps. The inverse sigmoid starts at k / (k + 1), a little under 1.</summary>
    public double Rate(long completedSteps)
    {
        double rate = Decay switch
        {
            TeacherForcingDecay.Linear => 1 - (_k * completedSteps),
            TeacherForcingDecay.Exponential => Math.Pow(_k, completedSteps),
            TeacherForcingDecay.InverseSigmoid => _k / (_k + Math.Exp(completedSteps / _k)),
            _ => 1,
        };
        return Math.Max(rate, Decay == TeacherForcingDecay.Always ? 1 : Minimum);
    }

    /// <summary>The k with k ln k = half, where k / (k + e^(half / k)) is one half. Newton's method; k ln k is convex and rising from k = 1.</summary>
    private static double SolveKLogK(double half)
    {
        double k = half + 2;
        for (int round = 0; round < 60; round++)
            k -= ((k * Math.Log(k)) - half) / (Math.Log(k) + 1);
        return k;
    }
}
