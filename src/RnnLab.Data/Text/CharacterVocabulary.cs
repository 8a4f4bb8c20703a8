using System.Text;

namespace RnnLab.Data.Text;

/// <summary>
/// The symbols of a text and their indices 0 to V - 1, in the order of their code points. A symbol is one Unicode scalar
/// value, so that a character outside the basic plane, such as an emoji, is one symbol. Symbols that occur too seldom may share one
/// index, the unknown symbol. Immutable, and safe for use by several threads.
/// </summary>
public sealed class CharacterVocabulary
{
    /// <summary>Stands for the unknown symbol in <see cref="ToList"/>; it is longer than one symbol, so that it can be confused with none.</summary>
    public const string UnknownEntry = "<unk>";

    private readonly Rune[] _symbols;
    private readonly int[] _lowTable;
    private readonly Dictionary<int, int> _highTable = [];

    private CharacterVocabulary(Rune[] symbols, bool hasUnknown)
    {
        _symbols = symbols;
        HasUnknown = hasUnknown;
        int low = symbols.Where(s => s.IsBmp).Select(s => s.Value).DefaultIfEmpty(-1).Max() + 1;
        _lowTable = new int[low];
        Array.Fill(_lowTable, -1);
        for (int i = 0; i < symbols.Length; i++)
        {
            if (symbols[i].IsBmp)
                _lowTable[symbols[i].Value] = i;
            else
                _highTable[symbols[i].Value] = i;
        }

        UnknownIndex = hasUnknown ? symbols.Length : StandIn();
    }

    /// <summary>V: the number of indices, with the unknown symbol where there is one.</summary>
    public int Count => _symbols.Length + (HasUnknown ? 1 : 0);

    /// <summary>Whether one index, the last, stands for all symbols that are not listed.</summary>
    public bool HasUnknown { get; }

    /// <summary>
    /// The index that a symbol outside the vocabulary gets. Without an unknown symbol it is that of a stand-in: the space if there is one,
    /// else the line feed, else the first symbol. Ask <see cref="FindUnknown"/> to tell the person.
    /// </summary>
    public int UnknownIndex { get; }

    /// <summary>Collects the symbols of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="minimumCount">Symbols that occur fewer times than this are left to the unknown symbol. 1 keeps all.</param>
    /// <param name="includeUnknown">Keeps an index for the unknown symbol even when every symbol is listed.</param>
    /// <exception cref="TextFormatException">The text is empty, or no symbol is as frequent as asked.</exception>
    public static CharacterVocabulary FromText(string text, int minimumCount = 1, bool includeUnknown = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(minimumCount);
        if (text.Length == 0)
            throw new TextFormatException("The text is empty, so there are no symbols to learn.");

        var counts = new Dictionary<Rune, long>();
        var basic = new long[char.MaxValue + 1];
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.IsBmp)
                basic[rune.Value]++;
            else
                counts[rune] = counts.GetValueOrDefault(rune) + 1;
        }

        for (int c = 0; c < basic.Length; c++)
        {
            if (basic[c] > 0)
                counts[new Rune(c)] = basic[c];
        }

        Rune[] kept = [.. counts.Where(c => c.Value >= minimumCount).Select(c => c.Key).Order()];
        if (kept.Length == 0)
            throw new TextFormatException($"No symbol of the text occurs {minimumCount} times. Ask for a smaller minimum count.");
        return new CharacterVocabulary(kept, includeUnknown || kept.Length < counts.Count);
    }

    /// <summary>Rebuilds a vocabulary from what <see cref="ToList"/> gave, index by index.</summary>
    /// <exception cref="TextFormatException">The list is empty, an entry is not one symbol, or one occurs twice.</exception>
    public static CharacterVocabulary FromList(IReadOnlyList<string> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        bool hasUnknown = entries.Count > 0 && entries[^1] == UnknownEntry;
        var symbols = new Rune[entries.Count - (hasUnknown ? 1 : 0)];
        if (symbols.Length == 0)
            throw new TextFormatException("The vocabulary is empty: a model needs at least one symbol.");
        var seen = new HashSet<Rune>();
        for (int i = 0; i < symbols.Length; i++)
        {
            string entry = entries[i] ?? "";
            if (Rune.DecodeFromUtf16(entry, out Rune rune, out int used) != System.Buffers.OperationStatus.Done || used != entry.Length)
                throw new TextFormatException($"Entry {i} of the vocabulary, \"{entry}\", is not one symbol.");
            if (!seen.Add(rune))
                throw new TextFormatException($"Entry {i} of the vocabulary, {SymbolNames.Of(rune)}, occurs twice.");
            symbols[i] = rune;
        }

        return new CharacterVocabulary(symbols, hasUnknown);
    }

    /// <summary>The symbols as strings, index by index, for a checkpoint. The unknown symbol, where there is one, is <see cref="UnknownEntry"/> and last.</summary>
    public IReadOnlyList<string> ToList()
    {
        IEnumerable<string> list = _symbols.Select(s => s.ToString());
        return [.. HasUnknown ? list.Append(UnknownEntry) : list];
    }

    /// <summary>The index of a symbol, or false when it is not listed.</summary>
    public bool TryGetIndex(Rune symbol, out int index)
    {
        index = symbol.IsBmp
            ? symbol.Value < _lowTable.Length ? _lowTable[symbol.Value] : -1
            : _highTable.GetValueOrDefault(symbol.Value, -1);
        return index >= 0;
    }

    /// <summary>The indices of a text, one for each symbol; a symbol that is not listed becomes <see cref="UnknownIndex"/>.</summary>
    public int[] Encode(string text) => Encode(text.AsSpan());

    /// <summary>The indices of a text, one for each symbol; a symbol that is not listed becomes <see cref="UnknownIndex"/>.</summary>
    public int[] Encode(ReadOnlySpan<char> text)
    {
        int length = 0;
        foreach (Rune _ in text.EnumerateRunes())
            length++;
        var indices = new int[length];
        int at = 0;
        foreach (Rune rune in text.EnumerateRunes())
            indices[at++] = TryGetIndex(rune, out int index) ? index : UnknownIndex;
        return indices;
    }

    /// <summary>The text of the indices. The unknown symbol becomes U+FFFD.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is below 0, or not below <see cref="Count"/>.</exception>
    public string Decode(ReadOnlySpan<int> indices)
    {
        var text = new StringBuilder(indices.Length);
        foreach (int index in indices)
            text.Append(Symbol(index));
        return text.ToString();
    }

    /// <summary>The symbol of one index as a string; U+FFFD for the unknown symbol.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is below 0, or not below <see cref="Count"/>.</exception>
    public string Symbol(int index)
    {
        if ((uint)index >= (uint)Count)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"The vocabulary has indices 0 to {Count - 1}.");
        return index < _symbols.Length ? _symbols[index].ToString() : Rune.ReplacementChar.ToString();
    }

    /// <summary>The symbol of one index as a visible label: "newline", "space", "tab", "unknown", or the symbol itself.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is below 0, or not below <see cref="Count"/>.</exception>
    public string Label(int index) => index == _symbols.Length && HasUnknown ? "unknown" : SymbolNames.Of(Rune.GetRuneAt(Symbol(index), 0));

    /// <summary>The symbols of a text that are not listed, each once, in the order in which they occur.</summary>
    public IReadOnlyList<string> FindUnknown(string text)
    {
        var found = new List<string>();
        var seen = new HashSet<Rune>();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (!TryGetIndex(rune, out _) && seen.Add(rune))
                found.Add(rune.ToString());
        }

        return found;
    }

    /// <summary>The vocabulary in one line, such as "65 symbols: newline space ! $ &amp; ' ...".</summary>
    public string Describe()
    {
        IEnumerable<string> labels = Enumerable.Range(0, Count).Select(Label);
        return FormattableString.Invariant($"{Count} symbol{(Count == 1 ? "" : "s")}: {string.Join(' ', labels)}");
    }

    /// <inheritdoc/>
    public override string ToString() => Describe();

    private int StandIn() => TryGetIndex(new Rune(' '), out int index) || TryGetIndex(new Rune('\n'), out index) ? index : 0;
}
