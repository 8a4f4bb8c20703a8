using System.Globalization;
using System.Text;

namespace RnnLab.Data.Text;

/// <summary>Gives symbols that cannot be seen a name that can.</summary>
internal static class SymbolNames
{
    public static string Of(Rune symbol) => symbol.Value switch
    {
        '\n' => "newline",
        ' ' => "space",
        '\t' => "tab",
        0xA0 => "no-break space",
        _ => Rune.GetUnicodeCategory(symbol) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.SpaceSeparator
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.NonSpacingMark
            ? FormattableString.Invariant($"U+{symbol.Value:X4}")
            : symbol.ToString(),
    };
}
