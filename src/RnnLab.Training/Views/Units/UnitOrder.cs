namespace RnnLab.Training.Views.Units;

/// <summary>In which order units are shown.</summary>
public enum UnitOrder
{
    /// <summary>As they are numbered.</summary>
    Index,

    /// <summary>By their mean, the highest first.</summary>
    Mean,

    /// <summary>By how much of the time they are saturated, the most first; without bounds, by their spread.</summary>
    Saturation,

    /// <summary>By how long they keep what they hold, the longest first.</summary>
    HalfLife,

    /// <summary>Units that behave alike side by side.</summary>
    Alike,
}

/// <summary>Puts units in order.</summary>
public static class UnitOrders
{
    /// <summary>The units, first row first.</summary>
    public static int[] Sort(UnitOrder order, GateMap map, int time)
    {
        int units = map.Values.Length / time;
        int[] rows = [.. Enumerable.Range(0, units)];
        return order switch
        {
            UnitOrder.Index => rows,
            UnitOrder.Mean => By(unit => Row(unit).ToArray().Average()),
            UnitOrder.Saturation when GateSaturation.Of(map, time) is { } saturation => By(unit => saturation[unit].Left + saturation[unit].Right),
            UnitOrder.Saturation => By(unit => Spread(Row(unit))),
            UnitOrder.HalfLife => By(unit => HalfLife(Row(unit))),
            _ => Seriation.Order(map.Values, units, time),
        };

        ReadOnlySpan<float> Row(int unit) => map.Values.AsSpan(unit * time, time);

        int[] By(Func<int, double> key) => [.. rows.OrderByDescending(unit => key(unit) is var k && double.IsNaN(k) ? double.NegativeInfinity : k).ThenBy(unit => unit)];
    }

    /// <summary>The lag, in characters, at which a unit's autocorrelation first falls to one half, between two lags by a straight line; T / 2 where it never does, 0 where the unit does not vary.</summary>
    public static double HalfLife(ReadOnlySpan<float> values)
    {
        double mean = 0;
        foreach (float value in values)
            mean += value / values.Length;
        double variance = 0;
        foreach (float value in values)
            variance += (value - mean) * (value - mean);
        if (!(variance > 1e-12 * values.Length))
            return 0;
        double before = 1;
        for (int lag = 1; lag <= values.Length / 2; lag++)
        {
            double sum = 0;
            for (int t = lag; t < values.Length; t++)
                sum += (values[t] - mean) * (values[t - lag] - mean);
            double correlation = sum / variance;
            if (correlation <= 0.5)
                return lag - 1 + ((before - 0.5) / (before - correlation));
            before = correlation;
        }

        return values.Length / 2;
    }

    private static double Spread(ReadOnlySpan<float> values)
    {
        double mean = 0, square = 0;
        foreach (float value in values)
        {
            mean += value / values.Length;
            square += (double)value * value / values.Length;
        }

        return square - (mean * mean);
    }
}
