namespace RnnLab.Web.Components.Ui;

/// <summary>The keys that work on the pages of one circuit, as <see cref="KeyHint"/> components announce them.</summary>
public sealed class KeyHints
{
    private readonly List<Entry> _entries = [];

    /// <summary>Every announced key, without repetition, in the order of announcement.</summary>
    public IReadOnlyList<Entry> All => [.. _entries.Distinct()];

    internal void Add(Entry entry) => _entries.Add(entry);

    internal void Remove(Entry entry) => _entries.Remove(entry);

    /// <summary>One key, or several pressed together.</summary>
    /// <param name="Where">Where it works.</param>
    /// <param name="Keys">The keys, separated by blanks.</param>
    /// <param name="Does">What they do.</param>
    public sealed record Entry(string Where, string Keys, string Does);
}
