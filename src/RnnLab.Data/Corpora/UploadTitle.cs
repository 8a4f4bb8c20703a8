using System.Text;

namespace RnnLab.Data.Corpora;

/// <summary>Makes of a file name that came from a browser something that can be shown in a list.</summary>
internal static class UploadTitle
{
    private const int MostRunes = 80;

    /// <summary>The last part of the path, without control and direction characters, of at most 80 symbols; "text" when nothing is left.</summary>
    public static string From(string? fileName)
    {
        string last = (fileName ?? "").Split('/', '\\')[^1];
        var title = new StringBuilder();
        int runes = 0;
        foreach (Rune rune in last.EnumerateRunes())
        {
            // Format characters include those that turn the direction of writing and could disguise a name.
            bool hidden = Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) == System.Globalization.UnicodeCategory.Format;
            if (!hidden && runes++ < MostRunes)
                title.Append(rune.ToString());
        }

        string clean = title.ToString().Trim(' ', '.');
        return clean.Length == 0 ? "text" : clean;
    }
}
