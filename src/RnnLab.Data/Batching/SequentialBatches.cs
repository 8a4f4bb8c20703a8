namespace RnnLab.Data.Batching;

/// <summary>
/// Sequential partitioning, as in char-rnn: the text is cut into B stretches of equal length, one for each lane, and batch n + 1 goes on
/// in every lane where batch n stopped. The model's state is carried from batch to batch, and set to zero where an epoch begins.
/// With N tokens an epoch has <c>floor((N - 1) / (B T))</c> batches and reads that many times B T tokens from the beginning, each once:
/// every lane goes on where the one before it ends, and only the last few tokens of the text, less than a batch, are not used.
/// Safe for several threads.
/// </summary>
public sealed class SequentialBatches : IBatchSource
{
    private readonly int[] _tokens;
    private readonly int _laneLength;

    /// <summary>Prepares the batches.</summary>
    /// <param name="tokens">The text, N tokens; kept, not copied.</param>
    /// <param name="batchSize">B.</param>
    /// <param name="sequenceLength">T.</param>
    /// <exception cref="ArgumentException">B or T is not positive.</exception>
    /// <exception cref="Text.TextTooShortException">The text does not fill one batch.</exception>
    public SequentialBatches(int[] tokens, int batchSize, int sequenceLength)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        BatchShape.CheckSizes(tokens.Length, batchSize, sequenceLength);
        _tokens = tokens;
        BatchSize = batchSize;
        SequenceLength = sequenceLength;
        BatchesPerEpoch = (tokens.Length - 1) / (batchSize * sequenceLength);
        _laneLength = BatchesPerEpoch * sequenceLength;
    }

    /// <inheritdoc/>
    public int BatchSize { get; }

    /// <inheritdoc/>
    public int SequenceLength { get; }

    /// <inheritdoc/>
    public int BatchesPerEpoch { get; }

    /// <inheritdoc/>
    public bool StartsFresh(long index) => index % BatchesPerEpoch == 0;

    /// <inheritdoc/>
    public void Fill(long index, Span<int> tokens, Span<int> targets)
    {
        BatchShape.CheckFill(index, tokens.Length, targets.Length, BatchSize, SequenceLength);
        int offset = (int)(index % BatchesPerEpoch) * SequenceLength;
        for (int b = 0; b < BatchSize; b++)
        {
            ReadOnlySpan<int> lane = _tokens.AsSpan((b * _laneLength) + offset, SequenceLength + 1);
            for (int t = 0; t < SequenceLength; t++)
            {
                tokens[(t * BatchSize) + b] = lane[t];
                targets[(t * BatchSize) + b] = lane[t + 1];
            }
        }
    }
}
