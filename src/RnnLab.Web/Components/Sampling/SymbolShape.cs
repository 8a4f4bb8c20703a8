using RnnLab.Data.Text;

namespace RnnLab.Web.Components.Sampling;

/// <summary>How a symbol stands on screen, so that blanks and line ends can be seen.</summary>
public static class SymbolShape
{
    /// <summary>In a running text: a line end is shown and breaks the line.</summary>
    public static string InText(CharacterVocabulary vocabulary, int symbol) => vocabulary.Symbol(symbol) switch
    {
        "\n" => "↵\n",
        "\t" => "→\t",
        var s when s.Length == 1 && char.IsControl(s[0]) => "�",
        var s => s,
    };

    /// <summary>In a line that must not break.</summary>
    public static string InLine(CharacterVocabulary vocabulary, int symbol) => vocabulary.Symbol(symbol) switch
    {
        "\n" => "↵",
        " " => "␣",
        "\t" => "→",
        var s when s.Length == 1 && char.IsControl(s[0]) => "�",
        var s => s,
    };

    /// <summary>By name: "newline", "space", or the symbol in quotation marks.</summary>
    public static string Named(CharacterVocabulary vocabulary, int symbol) => vocabulary.Label(symbol) is var label && label == vocabulary.Symbol(symbol) ? $"“{label}”" : label;

    /// <summary>Several symbols in one line.</summary>
    public static string Line(CharacterVocabulary vocabulary, IEnumerable<int> symbols) => string.Concat(symbols.Select(symbol => InLine(vocabulary, symbol)));
}
