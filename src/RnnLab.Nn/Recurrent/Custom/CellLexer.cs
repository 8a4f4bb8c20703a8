using System.Globalization;
using System.Text;

namespace RnnLab.Nn.Recurrent.Custom;

/// <summary>Cuts the equations of an own cell into words and signs. Comments run from # to the end of the line.</summary>
internal static class CellLexer
{
    public static List<CellToken> Read(string text)
    {
        if (text.Length > CellLimits.Characters)
            throw new CellTextException(1, 1, $"the text has {text.Length:N0} characters; an own cell may have at most {CellLimits.Characters:N0}.");
        var tokens = new List<CellToken>();
        int line = 1, lineStart = 0, at = 0;
        while (at < text.Length)
        {
            char c = text[at];
            int start = at, column = at - lineStart + 1;
            if (c == '\n')
            {
                Add(CellTokenKind.LineEnd, 1);
                line++;
                lineStart = at;
            }
            else if (c is ' ' or '\t' or '\r' or '\uFEFF' or '\u00A0')
            {
                at++;
            }
            else if (c == '#')
            {
                while (at < text.Length && text[at] != '\n')
                    at++;
            }
            else if (char.IsAsciiLetter(c))
            {
                while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_'))
                    at++;
                string name = text[start..at];
                if (name.Length > CellLimits.NameLength)
                    throw new CellTextException(line, column, $"the name \"{name[..12]}...\" has {name.Length} characters; a name may have at most {CellLimits.NameLength}.");
                if (at < text.Length && text[at] is '\'' or '\u2019' or '\u2032')
                {
                    at++;
                    name += "'";
                }

                tokens.Add(new CellToken(CellTokenKind.Name, name, line, column, start, at));
            }
            else if (char.IsAsciiDigit(c) || (c == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])))
            {
                at = EndOfNumber(text, at);
                string number = text[start..at];
                if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || Math.Abs(value) > CellLimits.Number)
                    throw new CellTextException(line, column, $"the number {(number.Length > 20 ? number[..20] + "..." : number)} is too large; numbers in a cell go up to 1,000,000.");
                tokens.Add(new CellToken(CellTokenKind.Number, number, line, column, start, at) { Value = value });
            }
            else if (c == '.' && at + 1 < text.Length && text[at + 1] == '*')
            {
                Add(CellTokenKind.DotStar, 2);
            }
            else
            {
                Add(Sign(text, at, line, column), 1);
            }

            if (tokens.Count > CellLimits.Tokens)
                throw new CellTextException(line, column, $"the text has more than {CellLimits.Tokens:N0} names, numbers and signs; that is the most an own cell may have.");

            void Add(CellTokenKind kind, int length)
            {
                at += length;
                tokens.Add(new CellToken(kind, text[start..at], line, column, start, at));
            }
        }

        tokens.Add(new CellToken(CellTokenKind.End, "", line, at - lineStart + 1, at, at));
        return tokens;
    }

    private static CellTokenKind Sign(string text, int at, int line, int column) => text[at] switch
    {
        '+' => CellTokenKind.Plus,
        '-' or '\u2212' => CellTokenKind.Minus,
        '*' => CellTokenKind.Star,
        '\u2299' or '\u2218' or '\u00B7' => CellTokenKind.DotStar,
        '/' => CellTokenKind.Slash,
        '(' => CellTokenKind.Open,
        ')' => CellTokenKind.Close,
        '=' => CellTokenKind.Equals,
        '\'' => throw new CellTextException(line, column, "found a prime ' that does not follow a name.", "Write it right after the name of a state, as in h'."),
        '@' => throw new CellTextException(line, column, "found \"@\".", "A weight matrix multiplies with *, as in W*x."),
        '^' => throw new CellTextException(line, column, "found \"^\"; powers are not part of the language.", "Write v .* v for a square."),
        '[' or '{' => throw new CellTextException(line, column, $"found \"{text[at]}\".", "Group with round parentheses ( )."),
        ',' or ';' => throw new CellTextException(line, column, $"found \"{text[at]}\".", "Each equation stands on a line of its own, and every function takes one value."),
        _ => throw new CellTextException(
            line, column, $"found {Shown(text, at, out bool isLetter)}; expected a name, a number, or one of + - * .* / ( ) =.",
            isLetter ? "Names are made of the letters a-z and A-Z, digits and _; letters of other alphabets may look the same." : "Names are made of the letters a-z and A-Z, digits and _."),
    };

    /// <summary>A character as it looks, where it can be seen alone, and with its number where it is not on every keyboard.</summary>
    private static string Shown(string text, int at, out bool isLetter)
    {
        if (!Rune.TryGetRuneAt(text, at, out var rune))
        {
            isLetter = false;
            return $"the character U+{(int)text[at]:X4}";
        }

        isLetter = Rune.IsLetterOrDigit(rune);
        bool alone = isLetter || Rune.IsPunctuation(rune) || Rune.IsSymbol(rune);
        string number = string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}");
        return rune.IsAscii && alone ? $"\"{rune}\"" : alone ? $"\"{rune}\" ({number})" : $"the character {number}";
    }

    private static int EndOfNumber(string text, int at)
    {
        at = Digits(text, at);
        if (at + 1 < text.Length && text[at] == '.' && char.IsAsciiDigit(text[at + 1]))
            at = Digits(text, at + 1);
        if (at + 1 < text.Length && text[at] is 'e' or 'E')
        {
            int exponent = at + (text[at + 1] is '+' or '-' ? 2 : 1);
            if (exponent < text.Length && char.IsAsciiDigit(text[exponent]))
                at = Digits(text, exponent);
        }

        return at;
    }

    private static int Digits(string text, int at)
    {
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        return at;
    }
}
