namespace RnnLab.Training.Views.Units;

/// <summary>
/// A stretch of text and a threshold (Strobelt et al. 2018, LSTMVis): asks for the units that are on during all of it and, with margins, off just before and after.
/// </summary>
/// <param name="From">The first symbol of the stretch.</param>
/// <param name="To">The last symbol of the stretch, included.</param>
/// <param name="Threshold">A unit is on where it is at least this.</param>
/// <param name="OffBefore">How many symbols before the stretch the unit must be off.</param>
/// <param name="OffAfter">How many symbols after the stretch the unit must be off.</param>
public sealed record SpanSelection(int From, int To, double Threshold = 0.3, int OffBefore = 0, int OffAfter = 0)
{
    /// <summary>The units of a map over T symbols that fit.</summary>
    /// <exception cref="ArgumentException">The stretch does not lie within the text.</exception>
    public IReadOnlyList<int> Units(GateMap map, int time)
    {
        if (From < 0 || To < From || To >= time || OffBefore < 0 || OffAfter < 0)
            throw new ArgumentException(FormattableString.Invariant($"The stretch from {From:N0} to {To:N0} does not lie within a text of {time:N0} characters."));
        var units = new List<int>();
        for (int unit = 0; unit < map.Values.Length / time; unit++)
        {
            var row = map.Values.AsSpan(unit * time, time);
            if (All(row, From, To, on: true) && All(row, From - OffBefore, From - 1, on: false) && All(row, To + 1, To + OffAfter, on: false))
                units.Add(unit);
        }

        return units;
    }

    /// <summary>Whether all values from one place to another are on, or off; places outside the text count as either.</summary>
    private bool All(ReadOnlySpan<float> row, int from, int to, bool on)
    {
        for (int t = Math.Max(from, 0); t <= Math.Min(to, row.Length - 1); t++)
        {
            if (row[t] >= Threshold != on)
                return false;
        }

        return true;
    }
}
