using System.Globalization;

namespace RnnLab.Data.Corpora.Grammars;

/// <summary>
/// Reads a grammar's source: tables and rules, with <c>#</c> before comments.
/// <code>
/// table guest: name | called | he        a table and its columns; the lines below it are weight, then a form for each column
///   2 HOB | Hob | he
/// rule scene =                            a rule; its indented lines are joined, and \n and \s stand for line feed and space
///   {a:guest} enters.                     draws a guest, remembers it as a, and writes its first form
///   {:weather} {.he:guest}                draws without remembering
///   {b.called:guest!a} waits for {a.he}.  draws another than a, and uses a again
///   [3~It rains.|It snows.]               a choice with weights (1 where none is given)
///   {w:rhyme!v@v}                         draws another of the same group as v (the column "group")
///   {s=t}                                 writes nothing; s becomes what t is
///   {pence 12-n.value*i.price}            an amount worked out from columns that hold numbers
///   &lt;aside&gt; &lt;toast*0.7*5&gt;                another rule; a rule repeated with probability 0.7, at most 5 times
/// </code>
/// </summary>
internal static class GrammarReader
{
    public static (Dictionary<string, GrammarTable> Tables, Dictionary<string, IReadOnlyList<GrammarPart>> Rules) Read(string source)
    {
        var tables = new Dictionary<string, GrammarTable>();
        var bodies = new Dictionary<string, string>();
        GrammarTable? table = null;
        string? rule = null;
        string[] lines = source.ReplaceLineEndings("\n").Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (line.StartsWith("table ", StringComparison.Ordinal))
            {
                string[] halves = line["table ".Length..].Split(':', 2, StringSplitOptions.TrimEntries);
                table = new GrammarTable(halves[0], Cells(halves.Length > 1 ? halves[1] : throw Error(i, "a table needs ':' and its columns")));
                tables.Add(table.Name, table);
                rule = null;
            }
            else if (line.StartsWith("rule ", StringComparison.Ordinal))
            {
                rule = line["rule ".Length..].TrimEnd('=', ' ');
                bodies.Add(rule, "");
                table = null;
            }
            else if (rule is not null)
            {
                bodies[rule] += line;
            }
            else if (table is not null)
            {
                AddEntry(table, line, i);
            }
            else
            {
                throw Error(i, "a table or a rule was expected");
            }
        }

        return (tables, bodies.ToDictionary(b => b.Key, b => new GrammarRuleReader(b.Key, b.Value).Read()));
    }

    private static void AddEntry(GrammarTable table, string line, int index)
    {
        int space = line.IndexOf(' ');
        if (space < 0 || !double.TryParse(line[..space], NumberStyles.Float, CultureInfo.InvariantCulture, out double weight) || weight <= 0)
            throw Error(index, "an entry begins with its weight, a number above 0, and a space");
        string[] forms = Cells(line[(space + 1)..]);
        if (forms.Length != table.ColumnCount)
            throw Error(index, $"an entry of {table.Name} needs {table.ColumnCount} forms, and {forms.Length} are given");
        table.Add(weight, forms);
    }

    private static string[] Cells(string line) => line.Split('|', StringSplitOptions.TrimEntries);

    private static GrammarFormatException Error(int line, string what) => new($"Line {line + 1} of the grammar: {what}.");
}
