using RnnLab.Training.Sampling;

namespace RnnLab.Web.Components.Sampling;

/// <summary>A symbol on its way through the stages of a choice.</summary>
/// <param name="Symbol">Its index.</param>
/// <param name="Rank">1 for the likeliest.</param>
/// <param name="Logit">The model's score.</param>
/// <param name="Scaled">The score divided by the temperature.</param>
/// <param name="Softmax">Its probability before the filters.</param>
/// <param name="Kept">Whether the filters leave it in.</param>
/// <param name="Probability">The probability it is drawn with.</param>
/// <param name="From">Where its stretch of the bar begins.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Bits">How much it would surprise the model, in bits, at temperature 1 without filters.</param>
public sealed record StageRow(int Symbol, int Rank, double Logit, double Scaled, double Softmax, bool Kept, double Probability, double From, double To, double Bits);

/// <summary>A stretch of the bar that the die falls on.</summary>
/// <param name="From">Where it begins.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Symbol">The symbol; null where several narrow ones are drawn as one.</param>
/// <param name="Count">How many symbols it holds.</param>
public sealed record DieStretch(double From, double To, int? Symbol, int Count);

/// <summary>All stages of one choice, made ready for drawing: the likeliest symbols one by one, the others together.</summary>
public sealed class ChoiceStages
{
    /// <summary>Symbols that are shown one by one.</summary>
    public const int Shown = 12;

    // A stretch below this share of the bar is less than two pixels wide.
    private const double Narrow = 0.004;

    private ChoiceStages(IReadOnlyList<StageRow> rows, IReadOnlyList<DieStretch> bar)
    {
        Rows = rows;
        Bar = bar;
    }

    /// <summary>The likeliest symbols, and the chosen one where it is not among them.</summary>
    public IReadOnlyList<StageRow> Rows { get; }

    /// <summary>The bar from 0 to 1 in the order of the vocabulary.</summary>
    public IReadOnlyList<DieStretch> Bar { get; }

    /// <summary>How many symbols have no row.</summary>
    public int Others { get; private init; }

    /// <summary>Their probability before the filters.</summary>
    public double OthersSoftmax { get; private init; }

    /// <summary>The probability that one of them is drawn.</summary>
    public double OthersProbability { get; private init; }

    /// <summary>V: the number of symbols.</summary>
    public int Vocabulary { get; private init; }

    /// <summary>How many symbols the filters left in.</summary>
    public int Kept { get; private init; }

    /// <summary>The expected surprise of the draw in bits.</summary>
    public double EntropyBits { get; private init; }

    /// <summary>The symbol that the rule chooses with this die.</summary>
    public int Falls { get; private init; }

    /// <summary>The row of a symbol; null where it has none.</summary>
    public StageRow? Row(int symbol) => Rows.FirstOrDefault(row => row.Symbol == symbol);

    /// <summary>Reads a choice.</summary>
    /// <param name="choice">The choice.</param>
    /// <param name="chosen">The symbol that was taken; null where it is still to come.</param>
    /// <param name="die">The number of the die; null where nothing is drawn.</param>
    public static ChoiceStages Of(SymbolChoice choice, int? chosen, double? die)
    {
        int[] order = choice.Order.ToArray();
        double[] ends = new double[choice.Vocabulary];
        double reached = 0;
        for (int symbol = 0; symbol < ends.Length; symbol++)
            ends[symbol] = reached += choice.Probability(symbol);
        int? falls = die is { } number ? choice.Draw(number) : choice.Rule.Greedy ? order[0] : null;
        var rows = new List<StageRow>();
        double othersSoftmax = 0, othersProbability = 0;
        for (int rank = 0; rank < order.Length; rank++)
        {
            int symbol = order[rank];
            if (rank >= Shown && symbol != chosen && symbol != falls)
            {
                othersSoftmax += choice.Softmax(symbol);
                othersProbability += choice.Probability(symbol);
                continue;
            }

            rows.Add(new(symbol, rank + 1, choice.Logits[symbol], choice.Scaled(symbol), choice.Softmax(symbol), choice.IsKept(symbol), choice.Probability(symbol), ends[symbol] - choice.Probability(symbol), ends[symbol], choice.SurpriseBits(symbol)));
        }

        return new(rows, Stretches(choice, ends, chosen, falls))
        {
            Others = order.Length - rows.Count,
            OthersSoftmax = othersSoftmax,
            OthersProbability = othersProbability,
            Vocabulary = choice.Vocabulary,
            Kept = choice.KeptCount,
            EntropyBits = choice.EntropyBits(),
            Falls = falls ?? order[0],
        };
    }

    private static List<DieStretch> Stretches(SymbolChoice choice, double[] ends, int? chosen, int? falls)
    {
        var bar = new List<DieStretch>();
        double from = 0;
        for (int symbol = 0; symbol < ends.Length; symbol++)
        {
            double to = ends[symbol];
            if (to <= from)
                continue;
            bool narrow = to - from < Narrow && symbol != chosen && symbol != falls;
            if (narrow && bar.Count > 0 && bar[^1].Symbol is null)
                bar[^1] = bar[^1] with { To = to, Count = bar[^1].Count + 1 };
            else
                bar.Add(new(from, to, narrow ? null : symbol, 1));
            from = to;
        }

        return bar;
    }
}
