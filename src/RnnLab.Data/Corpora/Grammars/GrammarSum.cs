using System.Globalization;

namespace RnnLab.Data.Corpora.Grammars;

/// <summary>A sum of products of whole numbers and of columns that hold them, such as <c>12-n.value*item.price</c>.</summary>
internal sealed record GrammarSum(IReadOnlyList<(int Sign, IReadOnlyList<string> Factors)> Terms)
{
    /// <summary>The variables whose columns are used.</summary>
    public IEnumerable<string> Variables => Terms.SelectMany(t => t.Factors).Where(f => !char.IsDigit(f[0])).Select(f => f.Split('.')[0]).Distinct();

    public static GrammarSum Parse(string source)
    {
        var terms = new List<(int, IReadOnlyList<string>)>();
        foreach (string term in source.Replace("-", "+-", StringComparison.Ordinal).Split('+', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            bool minus = term[0] == '-';
            terms.Add((minus ? -1 : 1, term.TrimStart('-').Split('*', StringSplitOptions.TrimEntries)));
        }

        return new GrammarSum(terms);
    }

    /// <summary>The value, where <paramref name="column"/> gives the text of a "variable.column".</summary>
    public int Evaluate(Func<string, string> column)
    {
        int sum = 0;
        foreach ((int sign, IReadOnlyList<string> factors) in Terms)
        {
            int product = sign;
            foreach (string factor in factors)
                product *= int.Parse(char.IsDigit(factor[0]) ? factor : column(factor), CultureInfo.InvariantCulture);
            sum += product;
        }

        return sum;
    }

    /// <summary>An amount of money in words.</summary>
    public static string Money(int pence) => pence switch
    {
        0 => "nothing",
        1 => "1 penny",
        12 => "1 shilling",
        _ => pence.ToString(CultureInfo.InvariantCulture) + " pence",
    };
}
