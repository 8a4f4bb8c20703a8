namespace RnnLab.Data.Batching;

/// <summary>
/// An endless row of mini-batches. Batch n is a function of n alone, so that a run which stops at any batch goes on from its
/// number. Batches have B lanes of T tokens, time-major: the token of time t in lane b stands at <c>t * B + b</c>.
/// </summary>
public interface IBatchSource
{
    /// <summary>B: lanes in a batch.</summary>
    int BatchSize { get; }

    /// <summary>T: tokens in a lane of one batch.</summary>
    int SequenceLength { get; }

    /// <summary>Batches after which the text has been gone through once.</summary>
    int BatchesPerEpoch { get; }

    /// <summary>Whether the model's state must be set to zero before batch <paramref name="index"/>, because it does not continue the one before.</summary>
    bool StartsFresh(long index);

    /// <summary>Writes batch <paramref name="index"/>.</summary>
    /// <param name="index">Number of the batch, from 0, without end.</param>
    /// <param name="tokens">Receives the inputs, [T, B].</param>
    /// <param name="targets">Receives for each input the token that follows it, [T, B].</param>
    /// <exception cref="ArgumentException">A span does not hold exactly T x B numbers, or the index is negative.</exception>
    void Fill(long index, Span<int> tokens, Span<int> targets);
}
