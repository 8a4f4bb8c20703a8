using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using RnnLab.Training.Sampling;

namespace RnnLab.Web.Components.Sampling;

/// <summary>
/// Everything that decides what the sampling page shows: the model, the text to begin with, the rule, the seed, how many characters are written, which of them a person
/// picked, and where the person looks. All of it is in the address (<see cref="SampleAddress"/>), so that a link gives the same text again.
/// </summary>
public sealed record SampleView
{
    /// <summary>The most characters that a text may begin with: the address holds them.</summary>
    public const int MostPrime = 500;

    /// <summary>The most characters that are written after it.</summary>
    public const int MostWritten = 1000;

    /// <summary>The most characters that a person may pick in one text.</summary>
    public const int MostPicks = 200;

    /// <summary>Stands in <see cref="Picks"/> for a vocabulary's unknown symbol.</summary>
    public const int UnknownSymbol = -1;

    /// <summary>The rule that nobody has changed.</summary>
    public static ChoiceRule UsualRule { get; } = new(0.8);

    /// <summary>The temperatures of the lanes that nobody has changed.</summary>
    public static ImmutableArray<double> UsualTemperatures { get; } = [0.3, 0.6, 1, 1.5];

    /// <summary>Id of the run, or of a network set up by hand (<c>hand=</c> in the address); null takes the newest that has learned something.</summary>
    public string? Run { get; init; }

    /// <summary>Step of the checkpoint; null takes the latest.</summary>
    public long? Step { get; init; }

    /// <summary>What the model reads first.</summary>
    public string Prime { get; init; } = "";

    /// <summary>How each character is chosen.</summary>
    public ChoiceRule Rule { get; init; } = UsualRule;

    /// <summary>The seed of all dice.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Characters written after the first ones.</summary>
    public int Written { get; init; }

    /// <summary>The characters that a person picked: the place among the written ones, from 0, and the code point.</summary>
    public ImmutableSortedDictionary<int, int> Picks { get; init; } = ImmutableSortedDictionary<int, int>.Empty;

    /// <summary>The character, from 0, whose choice is looked at; null for the next one.</summary>
    public int? At { get; init; }

    /// <summary>The layer, from 0, whose state is shown; null for the top one.</summary>
    public int? Layer { get; init; }

    /// <summary>The marked unit, from 0; null for none.</summary>
    public int? Unit { get; init; }

    /// <summary>What is shown of it.</summary>
    public SampleMode Mode { get; init; }

    /// <summary>The temperatures of the lanes.</summary>
    public ImmutableArray<double> Temperatures { get; init; } = UsualTemperatures;

    /// <summary>Characters in each lane.</summary>
    public int LaneLength { get; init; } = 120;

    /// <summary>How many futures.</summary>
    public int Futures { get; init; } = 50;

    /// <summary>Characters in each future.</summary>
    public int FutureLength { get; init; } = 48;

    /// <summary>True to sort futures by their surprise instead of by their letters.</summary>
    public bool BySurprise { get; init; }

    /// <summary>Branches that beam search keeps.</summary>
    public int Width { get; init; } = 4;

    /// <summary>Characters that beam search looks ahead.</summary>
    public int Depth { get; init; } = 12;

    /// <summary>Id of the run that is compared with; null until one is chosen.</summary>
    public string? With { get; init; }

    /// <summary>Step of the checkpoint that is compared with; null takes the first of the same run, the latest of another.</summary>
    public long? WithStep { get; init; }

    /// <summary>Symbols that the model reads before it writes: at least one, since without a text it begins as after the end of a line.</summary>
    public int PrimeLength => Prime.Length == 0 ? 1 : Prime.EnumerateRunes().Count();

    /// <summary>All symbols, read and written.</summary>
    public int Total => PrimeLength + Written;

    /// <summary>The symbol, from 0, whose choice is looked at: 1 to <see cref="Total"/>, where the last is the one that is still to come.</summary>
    public int Cursor => Math.Clamp(At ?? Total, 1, Total);

    /// <summary>t: the time step, from 0, of the last symbol that the model has read when it makes this choice; the state after it is the one that decides.</summary>
    public int Time => Cursor - 1;

    /// <summary>Whether another character may be written.</summary>
    public bool HasRoom => Cursor < Total || Written < MostWritten;

    /// <summary>Decides what stands before the cursor: two views with the same give the same symbols and states there.</summary>
    public string PrefixKey => string.Create(CultureInfo.InvariantCulture, $"{Run}|{Step}|{Prime}|{Rule}|{Seed}|{Cursor}|{SampleAddress.Write(Picks)}");

    /// <summary>Decides the whole text.</summary>
    public string TextKey => string.Create(CultureInfo.InvariantCulture, $"{Run}|{Step}|{Prime}|{Rule}|{Seed}|{Written}|{SampleAddress.Write(Picks)}");

    /// <summary>One character on: to the next that is written already, else one more.</summary>
    public SampleView Stepped() => Cursor < Total ? To(Cursor + 1) : Written < MostWritten ? this with { Written = Written + 1, At = null } : this;

    /// <summary>Looks at the choice of another character; what is written stays.</summary>
    public SampleView To(int cursor) => this with { At = Math.Clamp(cursor, 1, Total) is var at && at == Total ? null : at };

    /// <summary>Whether a person may pick the character at the cursor.</summary>
    public bool CanPick => Cursor >= PrimeLength && Cursor - PrimeLength < MostWritten && Picks.Count(pick => pick.Key < Cursor - PrimeLength) < MostPicks;

    /// <summary>Takes a character at the cursor in place of the die's; what was written from there on is forgotten.</summary>
    public SampleView Picked(int codePoint)
    {
        if (!CanPick)
            return this;
        int place = Cursor - PrimeLength;
        var picks = Picks.RemoveRange(Picks.Keys.Where(key => key >= place)).Add(place, codePoint);
        return this with { Picks = picks, Written = place + 1, At = null };
    }

    /// <summary>Forgets the written characters from the cursor on.</summary>
    public SampleView CutAtCursor()
    {
        int keep = Math.Max(0, Cursor - PrimeLength);
        return this with { Written = keep, Picks = Picks.RemoveRange(Picks.Keys.Where(key => key >= keep)), At = Cursor < PrimeLength ? Cursor : null };
    }

    /// <summary>Begins with another text: picks belonged to the old one; the dice stay.</summary>
    public SampleView Primed(string prime)
    {
        string kept = Shorten(prime);
        return kept == Prime ? this : this with { Prime = kept, Picks = Picks.Clear(), At = null };
    }

    /// <summary>At most <see cref="MostPrime"/> symbols of a text; half a symbol is none.</summary>
    public static string Shorten(string prime)
    {
        var kept = new StringBuilder();
        int count = 0;
        foreach (Rune rune in prime.Replace("\r\n", "\n", StringComparison.Ordinal).EnumerateRunes())
        {
            if (++count > MostPrime)
                break;
            kept.Append(rune.ToString());
        }

        return kept.ToString();
    }
}
