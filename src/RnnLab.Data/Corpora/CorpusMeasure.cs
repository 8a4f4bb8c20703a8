using System.Text;

namespace RnnLab.Data.Corpora;

/// <summary>Counts the symbols of a text for its <see cref="CorpusInfo"/>.</summary>
internal static class CorpusMeasure
{
    public static (long Characters, int Symbols) Count(string text)
    {
        long characters = 0;
        bool[] basic = new bool[char.MaxValue + 1];
        var astral = new HashSet<int>();
        foreach (Rune rune in text.EnumerateRunes())
        {
            characters++;
            if (rune.IsBmp)
                basic[rune.Value] = true;
            else
                astral.Add(rune.Value);
        }

        return (characters, basic.Count(seen => seen) + astral.Count);
    }

    public static CorpusInfo Describe(string name, string title, string description, string text, string source)
    {
        (long characters, int symbols) = Count(text);
        return new CorpusInfo(name, title, description, characters, symbols, null, source);
    }
}
