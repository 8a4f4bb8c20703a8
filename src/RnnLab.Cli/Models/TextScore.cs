using System.Text;
using RnnLab.Compute;
using RnnLab.Data.Text;
using RnnLab.Nn;

namespace RnnLab.Cli.Models;

/// <summary>How well a model predicts a text that is read as one stream from a zero state.</summary>
/// <param name="Nats">Mean loss in nats per predicted character.</param>
/// <param name="Predicted">Characters that were predicted: all but the first, and but those that the model does not know.</param>
/// <param name="Unknown">Characters outside the model's vocabulary. They are read as a stand-in and not counted in the loss.</param>
internal sealed record TextScore(double Nats, long Predicted, long Unknown)
{
    // Few different lengths, because a model keeps a program for each.
    private static readonly int[] PieceLengths = [256, 16, 1];

    /// <summary>Scores a text.</summary>
    /// <exception cref="CliException">There is nothing to predict.</exception>
    public static TextScore Measure(LanguageModel model, CharacterVocabulary vocabulary, string text, CancellationToken interrupt)
    {
        int[] symbols = vocabulary.Encode(text);
        bool[] known = [.. text.EnumerateRunes().Select(rune => IsKnown(vocabulary, rune))];
        long unknown = known.LongCount(isKnown => !isKnown);
        if (symbols.Length < 2)
            throw new CliException("The text needs at least two characters: one to read and one to predict.");
        if (unknown == symbols.Length)
            throw new CliException("The model knows none of the characters of this text, so there is nothing to predict. It was trained on another alphabet.");

        using var state = model.CreateState(1);
        double total = 0;
        long predicted = 0;
        for (int at = 0; at + 1 < symbols.Length;)
        {
            interrupt.ThrowIfCancellationRequested();
            int run = 0;
            while (run < PieceLengths[0] && at + 1 + run < symbols.Length && known[at + 1 + run])
                run++;
            int length = run == 0 ? 1 : PieceLengths.First(piece => piece <= run);
            double loss = Evaluate(model, symbols, at, length, state);
            if (run > 0)
            {
                total += loss;
                predicted += length;
            }

            at += length;
        }

        return predicted > 0
            ? new TextScore(total / predicted, predicted, unknown)
            : throw new CliException("Apart from its first character, the model knows none of the characters of this text, so there is nothing to predict.");
    }

    private static double Evaluate(LanguageModel model, int[] symbols, int at, int length, ModelState state)
    {
        using var inputs = model.Backend.AllocateIndices(new Shape(length, 1));
        using var targets = model.Backend.AllocateIndices(new Shape(length, 1));
        inputs.CopyFrom(symbols.AsSpan(at, length));
        targets.CopyFrom(symbols.AsSpan(at + 1, length));
        return model.Evaluate(inputs, targets, state);
    }

    private static bool IsKnown(CharacterVocabulary vocabulary, Rune rune) => vocabulary.TryGetIndex(rune, out _);
}
