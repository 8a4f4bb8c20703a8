namespace RnnLab.Data.Corpora.Grammars;

/// <summary>A list of things that a variable can be, each with a weight and one form for each column ("HOB", "Hob", "he").</summary>
internal sealed class GrammarTable(string name, string[] columns)
{
    private readonly List<(double Weight, string[] Forms)> _entries = [];

    public string Name { get; } = name;

    public int Count => _entries.Count;

    public void Add(double weight, string[] forms) => _entries.Add((weight, forms));

    public double Weight(int entry) => _entries[entry].Weight;

    public string Form(int entry, int column) => _entries[entry].Forms[column];

    /// <summary>The number of a column; the first when no name is given.</summary>
    public int Column(string? column)
    {
        int index = column is null ? 0 : Array.IndexOf(columns, column);
        return index >= 0 ? index : throw new GrammarFormatException($"The table {Name} has no column {column}; it has {string.Join(", ", columns)}.");
    }

    public int ColumnCount => columns.Length;
}
