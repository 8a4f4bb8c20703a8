using System.Text;

namespace RnnLab.Training.Views.Units;

/// <summary>Something about a place in a text that a unit may have learned to track.</summary>
public enum TextFeature
{
    /// <summary>Characters since the last line end, 0 at the first of a line.</summary>
    PositionInLine,

    /// <summary>1 between a double quotation mark and the next, the first included.</summary>
    InsideQuotes,

    /// <summary>How many round, square or curly brackets are open.</summary>
    InsideBrackets,

    /// <summary>1 at an upper-case letter.</summary>
    Capital,

    /// <summary>1 at the character after a space or line end.</summary>
    AfterSpace,

    /// <summary>1 at a digit.</summary>
    Digit,

    /// <summary>1 at a vowel: a e i o u and their upper-case and accented forms.</summary>
    Vowel,

    /// <summary>1 at a line end.</summary>
    LineEnd,
}

/// <summary>Computes features of a text, symbol by symbol.</summary>
public static class TextFeatures
{
    /// <summary>Their names in a sentence such as "unit 37 tracks ...".</summary>
    public static string Words(this TextFeature feature) => feature switch
    {
        TextFeature.PositionInLine => "the position in the line",
        TextFeature.InsideQuotes => "quotes",
        TextFeature.InsideBrackets => "brackets",
        TextFeature.Capital => "capitals",
        TextFeature.AfterSpace => "beginnings of words",
        TextFeature.Digit => "digits",
        TextFeature.Vowel => "vowels",
        _ => "line ends",
    };

    /// <summary>The feature after each symbol has been read.</summary>
    public static double[] Values(this TextFeature feature, IReadOnlyList<string> symbols)
    {
        double[] values = new double[symbols.Count];
        int line = 0, open = 0;
        bool quoted = false, fresh = true;
        for (int t = 0; t < values.Length; t++)
        {
            string symbol = symbols[t];
            if (symbol is "“" || (symbol is "\"" && !quoted))
                quoted = true;
            else if (symbol is "”" or "\"")
                quoted = false;
            if (symbol is "(" or "[" or "{")
                open++;
            else if (symbol is ")" or "]" or "}")
                open = Math.Max(0, open - 1);
            values[t] = feature switch
            {
                TextFeature.PositionInLine => line,
                TextFeature.InsideQuotes => quoted ? 1 : 0,
                TextFeature.InsideBrackets => open,
                TextFeature.Capital => Rune.IsUpper(First(symbol)) ? 1 : 0,
                TextFeature.AfterSpace => fresh ? 1 : 0,
                TextFeature.Digit => Rune.IsDigit(First(symbol)) ? 1 : 0,
                TextFeature.Vowel => IsVowel(symbol) ? 1 : 0,
                _ => symbol == "\n" ? 1 : 0,
            };
            fresh = symbol is " " or "\n";
            line = symbol == "\n" ? 0 : line + 1;
        }

        return values;
    }

    private static Rune First(string symbol) => symbol.Length > 0 ? Rune.GetRuneAt(symbol, 0) : new Rune('\0');

    private static bool IsVowel(string symbol) =>
        symbol.Length == 1 && "aeiouàáâãäåāăąæèéêëēĕėęěìíîïĩīĭįòóôõöøōŏőœùúûüũūŭůűų".Contains(char.ToLowerInvariant(symbol[0]));
}
