namespace RnnLab.Web.Components.Inside;

/// <summary>
/// What a person looked at last, one for each circuit. The pages that look inside a network write it whenever their view changes; links to the other pages read it. It writes nothing by
/// itself: what a page shows is in that page's address alone.
/// </summary>
public sealed class Selection
{
    /// <summary>The latest; null before the first.</summary>
    public LookedAt? Now { get; private set; }

    /// <summary>Raised after <see cref="Now"/> changed, on the thread of the page that changed it.</summary>
    public event Action? Changed;

    /// <summary>
    /// A page shows something. Layer, unit, time and map that it does not know stay as they were while it shows the same network reading the same text; a unit and a map also while only the
    /// text is another one.
    /// </summary>
    public void Look(LookedAt at)
    {
        ArgumentNullException.ThrowIfNull(at);
        if (Now is { } before && before.Run == at.Run)
        {
            at = at with
            {
                Layer = at.Layer ?? before.Layer,
                Unit = at.Unit ?? before.Unit,
                Time = at.Time ?? (before.Text == at.Text ? before.Time : null),
                Map = at.Map ?? before.Map,
            };
        }

        if (at == Now)
            return;
        Now = at;
        Changed?.Invoke();
    }

    /// <summary>
    /// A page shows a stretch of a text. Where it is the stretch that a link of <see cref="ViewLink"/> made of the text that was looked at before, that text is kept, so that the way back leads
    /// to all of it; otherwise the stretch itself is the text.
    /// </summary>
    /// <param name="at">What is shown; text and time are those of the stretch.</param>
    public void LookWithin(LookedAt at)
    {
        ArgumentNullException.ThrowIfNull(at);
        if (Now is { Text: { } whole } before && before.Run == at.Run && at.Text is { } part && part.Length < whole.Length && From(before, part) is { } from)
            at = at with { Text = whole, TextFrom = from, Time = at.Time is { } time ? from + time : null };
        Look(at);
    }

    // The stretch begins where it began a moment ago, or where a link to it began it.
    private static int? From(LookedAt before, string part)
    {
        if (TextStretch.Holds(before.Text!, before.TextFrom, part))
            return before.TextFrom;
        int length = TextStretch.Length(part);
        foreach (bool answered in (bool[])[true, false])
        {
            var stretch = TextStretch.Round(before.Text!, before.Time ?? 0, length, answered);
            if (stretch.Text == part)
                return stretch.From;
        }

        return null;
    }
}
