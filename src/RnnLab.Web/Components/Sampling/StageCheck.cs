using System.Globalization;
using RnnLab.Compute.Reference;
using RnnLab.Training.Checkpoints;
using RnnLab.Training.Sampling;
using RnnLab.Web.Components.Inside;

namespace RnnLab.Web.Components.Sampling;

/// <summary>The scores and probabilities of one choice, derived again from the weights on the float64 reference, and how far those on screen lie from them.</summary>
/// <param name="Scores">The largest difference of a score.</param>
/// <param name="Probabilities">The largest difference of a probability after all stages.</param>
/// <param name="Symbols">V: how many symbols were compared.</param>
/// <param name="SameChoice">Whether the same die falls on the same symbol.</param>
public sealed record StageCheck(double Scores, double Probabilities, int Symbols, bool SameChoice)
{
    /// <summary>Reads everything up to the choice again, one symbol after another from an empty memory.</summary>
    /// <param name="snapshot">The weights.</param>
    /// <param name="text">The text, with the choice at its cursor.</param>
    /// <param name="cancellation">Gives up.</param>
    public static StageCheck Of(ModelSnapshot snapshot, WrittenText text, CancellationToken cancellation = default)
    {
        using var backend = new ReferenceBackend();
        using var model = snapshot.CreateModel(backend);
        using var state = model.CreateState(1);
        float[] logits = new float[snapshot.Vocabulary.Count];
        for (int n = 0; n < text.Cursor; n++)
        {
            cancellation.ThrowIfCancellationRequested();
            model.StepLogits(text.Positions[n].Symbol, state, logits);
        }

        SymbolChoice shown = text.ChoiceAtCursor(), derived = new(logits.Length);
        derived.Read(logits, text.View.Rule);
        int[] symbols = [.. Enumerable.Range(0, logits.Length)];
        return new(
            RecomputeWords.Largest(symbols.Select(symbol => ((double)derived.Logits[symbol], (double)shown.Logits[symbol]))),
            RecomputeWords.Largest(symbols.Select(symbol => (derived.Probability(symbol), shown.Probability(symbol)))),
            logits.Length,
            text.DieOf(text.Cursor) is not { } die || derived.Draw(die) == shown.Draw(die));
    }

    /// <summary>In words.</summary>
    /// <param name="backend">What computed the numbers on screen.</param>
    public string Say(string backend) => string.Create(CultureInfo.InvariantCulture,
        $"All {Symbols} scores and probabilities, {backend} against the float64 reference: largest difference of a score {Scores:0.0e0}, of a probability {Probabilities:0.0e0}. {(SameChoice ? "The choice is the same." : "The die falls so near a border that the choice is another.")}");
}
