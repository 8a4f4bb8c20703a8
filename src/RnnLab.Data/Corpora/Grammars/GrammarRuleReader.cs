using System.Globalization;
using System.Text;

namespace RnnLab.Data.Corpora.Grammars;

/// <summary>Reads the body of one rule. See <see cref="GrammarReader"/> for the notation.</summary>
internal sealed class GrammarRuleReader(string rule, string body)
{
    private int _at;

    public IReadOnlyList<GrammarPart> Read()
    {
        IReadOnlyList<GrammarPart> parts = Sequence();
        return _at == body.Length ? parts : throw Error($"'{body[_at]}' was not expected");
    }

    private List<GrammarPart> Sequence()
    {
        var parts = new List<GrammarPart>();
        var literal = new StringBuilder();
        void Flush()
        {
            if (literal.Length > 0)
                parts.Add(new LiteralPart(literal.ToString()));
            literal.Clear();
        }

        while (_at < body.Length && body[_at] is not ('|' or ']'))
        {
            char c = body[_at++];
            if (c is '[' or '{' or '<')
                Flush();
            switch (c)
            {
                case '\\':
                    literal.Append(Escaped());
                    break;
                case '[':
                    parts.Add(Choice());
                    break;
                case '{':
                    parts.Add(Braced(Until('}')));
                    break;
                case '<':
                    parts.Add(Called(Until('>')));
                    break;
                default:
                    literal.Append(c);
                    break;
            }
        }

        Flush();
        return parts;
    }

    private char Escaped() => _at == body.Length ? throw Error("the rule ends in a backslash") : body[_at++] switch
    {
        'n' => '\n',
        's' => ' ',
        char other => other,
    };

    private ChoicePart Choice()
    {
        var alternatives = new List<(double, IReadOnlyList<GrammarPart>)>();
        do
        {
            int mark = _at;
            while (mark < body.Length && (char.IsAsciiDigit(body[mark]) || body[mark] == '.'))
                mark++;
            double weight = 1;
            if (mark > _at && mark < body.Length && body[mark] == '~')
            {
                weight = Number(body[_at..mark]);
                _at = mark + 1;
            }

            alternatives.Add((weight, Sequence()));
            if (_at == body.Length)
                throw Error("a '[' is not closed");
        }
        while (body[_at++] == '|');
        return new ChoicePart(alternatives);
    }

    private GrammarPart Braced(string inside)
    {
        if (inside.StartsWith("pence ", StringComparison.Ordinal))
            return new PencePart(GrammarSum.Parse(inside["pence ".Length..]));
        if (inside.Split('=') is [string to, string from])
            return new AssignPart(to, from);
        string[] halves = inside.Split(':');
        string[] use = halves[0].Split('.');
        string? column = use.Length > 1 ? use[1] : null;
        if (halves.Length == 1)
            return new UsePart(use[0], column);
        string[] group = halves[1].Split('@');
        string[] source = group[0].Split('!');
        return new DrawPart(use[0], column, source[0], source[1..], group.Length > 1 ? group[1] : null);
    }

    private GrammarPart Called(string inside) => inside.Split('*') switch
    {
        [string name] => new CallPart(name),
        [string name, string probability, string maximum] => new RepeatPart(name, Number(probability), (int)Number(maximum)),
        _ => throw Error($"<{inside}> is neither <rule> nor <rule*probability*times>"),
    };

    private string Until(char close)
    {
        int end = body.IndexOf(close, _at);
        if (end < 0)
            throw Error($"'{close}' is missing");
        string inside = body[_at..end];
        _at = end + 1;
        return inside;
    }

    private double Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value > 0
        ? value
        : throw Error($"\"{text}\" is not a number above 0");

    private GrammarFormatException Error(string what) => new($"In the rule {rule}, at character {_at}: {what}.");
}
