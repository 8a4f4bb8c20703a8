using System.Globalization;
using System.Text;

namespace RnnLab.Cli.Models;

/// <summary>Characters that a model has never seen, for a sentence.</summary>
internal static class UnknownCharacters
{
    private const int Shown = 20;

    /// <summary>The first of them, each as itself or, where it cannot be seen, by its code point.</summary>
    public static string Show(IReadOnlyList<string> unknown)
    {
        string first = string.Join(' ', unknown.Take(Shown).Select(Name));
        return unknown.Count > Shown ? string.Create(CultureInfo.InvariantCulture, $"{first} and {unknown.Count - Shown:N0} more") : first;
    }

    private static string Name(string symbol)
    {
        var rune = Rune.GetRuneAt(symbol, 0);
        bool visible = Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.SpaceSeparator
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
        return visible ? symbol : string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}");
    }
}
