namespace RnnLab.Web.Components.Inside;

/// <summary>A stretch of a text, counted in characters as the network reads them, one at each time step.</summary>
/// <param name="Text">The stretch.</param>
/// <param name="From">The time step of its first character in the whole text.</param>
/// <param name="Time">The time step asked for, counted from the stretch's beginning.</param>
public sealed record TextStretch(string Text, int From, int Time)
{
    /// <summary>Characters of a text.</summary>
    public static int Length(string text) => text.EnumerateRunes().Count();

    /// <summary>Whether a part stands in a text from a character on.</summary>
    public static bool Holds(string text, int from, string part) => Cut(text, from, Length(part)) == part;

    /// <summary>
    /// The stretch of at most <paramref name="most"/> characters about a time step, which reads as much as possible before it: the state there is the nearer to the one after the whole text.
    /// </summary>
    /// <param name="text">The whole text.</param>
    /// <param name="time">The time step; the last one where it lies beyond.</param>
    /// <param name="most">At least 2.</param>
    /// <param name="answered">Whether the character after the time step must be there too, as the answer; the last character has none, so the one before it is taken.</param>
    public static TextStretch Round(string text, int time, int most, bool answered)
    {
        int length = Length(text), after = answered ? 2 : 1;
        time = Math.Clamp(time, 0, Math.Max(0, length - after));
        if (length <= most)
            return new(text, 0, time);
        int from = Math.Clamp(time + after - most, 0, length - most);
        return new(Cut(text, from, most), from, time - from);
    }

    /// <summary>Some characters of a text.</summary>
    public static string Cut(string text, int from, int count) => string.Concat(text.EnumerateRunes().Skip(from).Take(count).Select(rune => rune.ToString()));
}
