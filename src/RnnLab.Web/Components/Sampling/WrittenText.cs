using System.Text;
using RnnLab.Compute;
using RnnLab.Data.Text;
using RnnLab.Nn;
using RnnLab.Training.Sampling;

namespace RnnLab.Web.Components.Sampling;

/// <summary>A text as it stands: what the model read and wrote, with its scores and states. Nothing in it changes any more.</summary>
/// <param name="View">What was asked for.</param>
/// <param name="Vocabulary">The model's symbols.</param>
/// <param name="Positions">What was read and written.</param>
/// <param name="PrimeLength">How many of them were given.</param>
public sealed record WrittenText(SampleView View, CharacterVocabulary Vocabulary, IReadOnlyList<SamplePosition> Positions, int PrimeLength)
{
    /// <summary>The symbol whose choice is looked at, from 1 to the number of positions, where it is still to come.</summary>
    public int Cursor => Math.Clamp(View.At ?? Positions.Count, 1, Positions.Count);

    /// <summary>The symbol at the cursor; null where it is still to come.</summary>
    public SamplePosition? Chosen => Cursor < Positions.Count ? Positions[Cursor] : null;

    /// <summary>The number of the die that decides about a symbol; null for those that were given, and where nothing is drawn.</summary>
    public double? DieOf(int index) => index < PrimeLength || View.Rule.Greedy ? null
        : Philox.Uniform(new PhiloxKey(View.Seed, RandomStreams.Sampling), (ulong)(index - PrimeLength));

    /// <summary>All stages of the choice of the symbol at the cursor.</summary>
    public SymbolChoice ChoiceAtCursor()
    {
        var choice = new SymbolChoice(Vocabulary.Count);
        choice.Read(Positions[Cursor - 1].Logits, View.Rule);
        return choice;
    }

    /// <summary>A symbol's code point as <see cref="SampleView.Picks"/> holds it.</summary>
    public int CodePoint(int symbol) => Vocabulary.HasUnknown && symbol == Vocabulary.UnknownIndex ? SampleView.UnknownSymbol : Rune.GetRuneAt(Vocabulary.Symbol(symbol), 0).Value;

    /// <summary>The text as the model read it.</summary>
    public string Decode() => Vocabulary.Decode([.. Positions.Select(position => position.Symbol)]);

    /// <summary>The text as a person gave it, unknown characters and all, and what was written after it.</summary>
    public string Whole() => View.Prime.Length == 0 ? Decode() : View.Prime + Vocabulary.Decode([.. Positions.Skip(PrimeLength).Select(position => position.Symbol)]);
}
