namespace RnnLab.Training.Views.Units;

/// <summary>
/// How often a gate is nearly shut or nearly open (Karpathy, Johnson and Fei-Fei 2015): the share of time below a tenth of its range from the low end, and the share
/// above nine tenths.
/// </summary>
/// <param name="Left">Share of time at the low end: a sigmoid below 0.1, a tanh below -0.8.</param>
/// <param name="Right">Share of time at the high end: a sigmoid above 0.9, a tanh above 0.8.</param>
public readonly record struct GateSaturation(double Left, double Right)
{
    /// <summary>Of each unit; null where the values have no bounds to saturate at.</summary>
    public static IReadOnlyList<GateSaturation>? Of(GateMap map, int time)
    {
        if (!map.Bounded)
            return null;
        float low = map.Signed ? -0.8f : 0.1f, high = map.Signed ? 0.8f : 0.9f;
        var result = new GateSaturation[map.Values.Length / time];
        for (int unit = 0; unit < result.Length; unit++)
        {
            int left = 0, right = 0;
            foreach (float value in map.Values.AsSpan(unit * time, time))
            {
                left += value < low ? 1 : 0;
                right += value > high ? 1 : 0;
            }

            result[unit] = new((double)left / time, (double)right / time);
        }

        return result;
    }

    /// <summary>The mean over all units; null where the values have no bounds.</summary>
    public static GateSaturation? Mean(GateMap map, int time) => Of(map, time) is { Count: > 0 } units ? new(units.Average(unit => unit.Left), units.Average(unit => unit.Right)) : null;
}
