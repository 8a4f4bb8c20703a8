namespace RnnLab.Training.Views.Units;

/// <summary>How well a unit tracks a feature of the text.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Feature">The feature.</param>
/// <param name="Correlation">Pearson's, from -1 to 1, over the symbols of the text.</param>
public readonly record struct UnitTrack(int Unit, TextFeature Feature, double Correlation);

/// <summary>Which units track what.</summary>
public static class UnitTracking
{
    /// <summary>All pairs of unit and feature from the strongest to the weakest, whatever the sign; pairs in which one does not vary are left out.</summary>
    /// <param name="map">Values of all units over a text.</param>
    /// <param name="time">T: symbols of the text.</param>
    /// <param name="symbols">The text.</param>
    /// <param name="features">What to look for; null for everything.</param>
    public static IReadOnlyList<UnitTrack> Rank(GateMap map, int time, IReadOnlyList<string> symbols, IReadOnlyList<TextFeature>? features = null)
    {
        var tracks = new List<UnitTrack>();
        foreach (var feature in features ?? Enum.GetValues<TextFeature>())
        {
            double[] values = feature.Values(symbols);
            for (int unit = 0; unit < map.Values.Length / time; unit++)
            {
                if (Correlation(map.Values.AsSpan(unit * time, time), values) is { } r)
                    tracks.Add(new(unit, feature, r));
            }
        }

        return [.. tracks.OrderByDescending(track => Math.Abs(track.Correlation)).ThenBy(track => track.Unit).ThenBy(track => track.Feature)];
    }

    /// <summary>Pearson's correlation; null where one side does not vary or is not a number.</summary>
    internal static double? Correlation(ReadOnlySpan<float> a, ReadOnlySpan<double> b)
    {
        double meanA = 0, meanB = 0;
        for (int n = 0; n < a.Length; n++)
        {
            meanA += a[n];
            meanB += b[n];
        }

        meanA /= a.Length;
        meanB /= a.Length;
        double ab = 0, aa = 0, bb = 0;
        for (int n = 0; n < a.Length; n++)
        {
            double x = a[n] - meanA, y = b[n] - meanB;
            ab += x * y;
            aa += x * x;
            bb += y * y;
        }

        // What varies by rounding alone does not vary.
        double floor = 1e-12 * a.Length;
        return aa > floor && bb > floor ? Math.Clamp(ab / Math.Sqrt(aa * bb), -1, 1) : null;
    }
}
