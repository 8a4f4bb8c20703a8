using System.Globalization;
using RnnLab.Data.Corpora.Grammars;
using RnnLab.Data.Randomness;
using RnnLab.Data.Text;

namespace RnnLab.Data.Corpora;

/// <summary>
/// Tavern scenes in script form, of any length, from a seeded probabilistic grammar of this project. Their true entropy is known, so a
/// loss curve can show the floor that no model goes below; see <see cref="ProbabilisticGrammar"/> for the reasoning.
/// </summary>
public static class TavernCorpus
{
    /// <summary>The name before the first colon.</summary>
    public const string Name = "tavern";

    /// <summary>Characters asked for when no size is named.</summary>
    public const int DefaultCharacters = 500_000;

    /// <summary>Seed when none is named.</summary>
    public const ulong DefaultSeed = 1;

    /// <summary>The most characters that may be asked for.</summary>
    public const int MostCharacters = 50_000_000;

    private static readonly Lazy<ProbabilisticGrammar> LazyGrammar = new(() => ProbabilisticGrammar.Read(EmbeddedTexts.Read("tavern.grammar")));

    /// <summary>The grammar of the scenes, with its exact entropy.</summary>
    public static ProbabilisticGrammar Grammar => LazyGrammar.Value;

    /// <summary>Writes the corpus: whole scenes, at least <paramref name="characters"/> characters, the same for the same seed on every machine.</summary>
    public static string Generate(int characters = DefaultCharacters, ulong seed = DefaultSeed) => Grammar.Generate(new SeededRandom(seed), characters);

    /// <summary>Reads a name such as "tavern", "tavern:200000" or "tavern:200000:7".</summary>
    /// <returns>False when the name is not one of the tavern's.</returns>
    /// <exception cref="TextFormatException">It is, but the size or the seed is not a number in range.</exception>
    public static bool TryParseName(string name, out int characters, out ulong seed)
    {
        characters = DefaultCharacters;
        seed = DefaultSeed;
        string[] parts = name.Split(':');
        if (parts[0] != Name)
            return false;
        if (parts.Length > 3
            || (parts.Length > 1 && !(int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out characters) && characters is >= 1 and <= MostCharacters))
            || (parts.Length > 2 && !ulong.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out seed)))
        {
            throw new TextFormatException(FormattableString.Invariant(
                $"\"{name}\" names no tavern corpus. Write tavern, tavern:SIZE or tavern:SIZE:SEED, with a size from 1 to {MostCharacters:N0} characters and a seed of 0 or more."));
        }

        return true;
    }
}
