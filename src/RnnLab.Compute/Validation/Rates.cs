namespace RnnLab.Compute.Validation;

/// <summary>The allowed ranges of scalar settings.</summary>
internal static class Rates
{
    /// <summary>A dropout rate lies in [0, 1).</summary>
    public static void CheckDropout(double rate)
    {
        if (!(rate >= 0 && rate < 1))
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "A dropout rate must be at least 0 and less than 1.");
    }

    /// <summary>Adam counts its steps from 1.</summary>
    public static void CheckStep(long step)
    {
        if (step < 1)
            throw new ArgumentOutOfRangeException(nameof(step), step, "Adam counts its steps from 1: its bias correction divides by zero at step 0.");
    }

    /// <summary>The limit of a clip is not negative.</summary>
    public static void CheckLimit(double limit)
    {
        if (!(limit >= 0))
            throw new ArgumentOutOfRangeException(nameof(limit), limit, "The limit of a clip must be zero or more.");
    }

    /// <summary>What keeps a division from dividing by zero is greater than zero.</summary>
    public static void CheckEpsilon(double epsilon)
    {
        if (!(epsilon > 0 && double.IsFinite(epsilon)))
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "Epsilon must be a number greater than 0: it keeps rows of equal numbers from dividing by zero.");
    }
}
