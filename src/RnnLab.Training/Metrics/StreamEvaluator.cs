using RnnLab.Compute;
using RnnLab.Nn;

namespace RnnLab.Training.Metrics;

/// <summary>
/// The loss of a model over a text read as one stream: one sequence, from a zero state, the state carried to the end. Reading in pieces changes
/// nothing but the memory it takes.
/// </summary>
public static class StreamEvaluator
{
    private const int PieceLength = 256;

    /// <summary>
    /// Mean nats per character over all characters but the first, or null where it was interrupted. Call it on the thread that owns the model.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="tokens">The text as symbol indices, at least two.</param>
    /// <param name="interrupted">Asked between pieces; true gives up.</param>
    /// <exception cref="ArgumentException">The text has fewer than two symbols.</exception>
    public static double? MeanLoss(LanguageModel model, ReadOnlyMemory<int> tokens, Func<bool>? interrupted = null)
    {
        if (tokens.Length < 2)
            throw new ArgumentException("A text needs at least two characters: one to read and one to predict.", nameof(tokens));
        using var state = model.CreateState(1);
        int count = tokens.Length - 1;
        double total = 0;
        for (int at = 0; at < count; at += PieceLength)
        {
            if (interrupted?.Invoke() == true)
                return null;
            int length = Math.Min(PieceLength, count - at);
            using var inputs = model.Backend.AllocateIndices(new Shape(length, 1));
            using var targets = model.Backend.AllocateIndices(new Shape(length, 1));
            inputs.CopyFrom(tokens.Span.Slice(at, length));
            targets.CopyFrom(tokens.Span.Slice(at + 1, length));
            total += model.Evaluate(inputs, targets, state);
        }

        return total / count;
    }
}
