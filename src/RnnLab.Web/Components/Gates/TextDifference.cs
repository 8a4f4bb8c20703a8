using System.Text;

namespace RnnLab.Web.Components.Gates;

/// <summary>A stretch of a text that is the same as another one at the same places, or different all along.</summary>
/// <param name="Text">The stretch.</param>
/// <param name="Differs">Whether the other text has other characters there, or none.</param>
public sealed record TextDifference(string Text, bool Differs)
{
    /// <summary>A text in stretches, compared with another place by place.</summary>
    public static IReadOnlyList<TextDifference> Between(string text, string other)
    {
        List<TextDifference> stretches = [];
        StringBuilder stretch = new();
        bool differs = false;
        Rune[] others = [.. other.EnumerateRunes()];
        int at = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool here = at >= others.Length || others[at] != rune;
            if (here != differs && stretch.Length > 0)
            {
                stretches.Add(new(stretch.ToString(), differs));
                stretch.Clear();
            }

            differs = here;
            stretch.Append(rune.ToString());
            at++;
        }

        if (stretch.Length > 0)
            stretches.Add(new(stretch.ToString(), differs));
        return stretches;
    }
}
