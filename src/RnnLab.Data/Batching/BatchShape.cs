using RnnLab.Data.Text;

namespace RnnLab.Data.Batching;

/// <summary>Checks what all batch sources need, with sentences for the person.</summary>
internal static class BatchShape
{
    public static void CheckSizes(int tokens, int batchSize, int sequenceLength)
    {
        if (batchSize < 1)
            throw new ArgumentException($"The batch size is {batchSize}; it must be at least 1.", nameof(batchSize));
        if (sequenceLength < 1)
            throw new ArgumentException($"The sequence length is {sequenceLength}; it must be at least 1.", nameof(sequenceLength));
        long needed = ((long)batchSize * sequenceLength) + 1;
        if (tokens < needed)
        {
            throw new TextTooShortException(FormattableString.Invariant(
                $"The text to train on has {tokens:N0} symbols, and one batch of {batchSize:N0} lanes of {sequenceLength:N0} needs {needed:N0}. Use a longer text, a smaller batch or a shorter sequence."));
        }
    }

    public static void CheckFill(long index, int tokens, int targets, int batchSize, int sequenceLength)
    {
        if (index < 0)
            throw new ArgumentException($"Batch {index} was asked for; batches are counted from 0.", nameof(index));
        if (tokens != batchSize * sequenceLength || targets != tokens)
        {
            throw new ArgumentException(
                $"A batch of [T {sequenceLength}, B {batchSize}] has {batchSize * sequenceLength} tokens; the spans hold {tokens} and {targets}.");
        }
    }
}
