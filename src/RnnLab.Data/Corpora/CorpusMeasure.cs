using System.Text;

namespace RnnLab.Data.Corpora;

/// <summary>Counts the symbols of a text for its <see cref="CorpusInfo"/>.</summary>
internal static class CorpusMeasure
{
    public static (long Characters, int Symbols) Count(string text)
    {
        long characters = 0;
        var seen = new HashSet<int>();
        foreach (Rune rune in text.EnumerateRunes())
        {
            characters++;
            seen.Add(rune.Value);
        }

        return (characters, seen.Count);
    }

    public static CorpusInfo Describe(string name, string title, string description, string text, string source)
    {
        (long characters, int symbols) = Count(text);
        return new CorpusInfo(name, title, description, characters, symbols, null, source);
    }
}
