using RnnLab.Data.Randomness;

namespace RnnLab.Data.Batching;

/// <summary>
/// Random sampling, as in d2l: in each epoch the text is cut into sequences of T from a random offset, and the sequences come in a random order.
/// Neighbours in the batch order are not neighbours in the text, so the model starts each batch from the zero state. The offset and the
/// order of an epoch depend on the seed and the number of the epoch alone. Not safe for several threads: it keeps the order of one epoch.
/// </summary>
public sealed class RandomBatches : IBatchSource
{
    private readonly int[] _tokens;
    private readonly ulong _seed;
    private readonly int _offsets;
    private readonly int[] _order;
    private long _epoch = -1;
    private int _offset;

    /// <summary>Prepares the batches.</summary>
    /// <param name="tokens">The text, N tokens; kept, not copied.</param>
    /// <param name="batchSize">B.</param>
    /// <param name="sequenceLength">T.</param>
    /// <param name="seed">Chooses offsets and orders.</param>
    /// <exception cref="ArgumentException">B or T is not positive.</exception>
    /// <exception cref="Text.TextTooShortException">The text does not fill one batch.</exception>
    public RandomBatches(int[] tokens, int batchSize, int sequenceLength, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        BatchShape.CheckSizes(tokens.Length, batchSize, sequenceLength);
        _tokens = tokens;
        _seed = seed;
        BatchSize = batchSize;
        SequenceLength = sequenceLength;
        BatchesPerEpoch = (tokens.Length - 1) / sequenceLength / batchSize;
        // Every epoch has the same number of batches, so the offset may only use up what they leave over.
        int used = BatchesPerEpoch * batchSize * sequenceLength;
        _offsets = Math.Min(sequenceLength, tokens.Length - used);
        _order = new int[(tokens.Length - 1) / sequenceLength];
    }

    /// <inheritdoc/>
    public int BatchSize { get; }

    /// <inheritdoc/>
    public int SequenceLength { get; }

    /// <inheritdoc/>
    public int BatchesPerEpoch { get; }

    /// <inheritdoc/>
    public bool StartsFresh(long index) => true;

    /// <inheritdoc/>
    public void Fill(long index, Span<int> tokens, Span<int> targets)
    {
        BatchShape.CheckFill(index, tokens.Length, targets.Length, BatchSize, SequenceLength);
        BeginEpoch(index / BatchesPerEpoch);
        int first = (int)(index % BatchesPerEpoch) * BatchSize;
        for (int b = 0; b < BatchSize; b++)
        {
            ReadOnlySpan<int> sequence = _tokens.AsSpan(_offset + (_order[first + b] * SequenceLength), SequenceLength + 1);
            for (int t = 0; t < SequenceLength; t++)
            {
                tokens[(t * BatchSize) + b] = sequence[t];
                targets[(t * BatchSize) + b] = sequence[t + 1];
            }
        }
    }

    private void BeginEpoch(long epoch)
    {
        if (epoch == _epoch)
            return;
        var random = new SeededRandom(_seed, (ulong)epoch + 1);
        _offset = random.Next(_offsets);
        int sequences = (_tokens.Length - 1 - _offset) / SequenceLength;
        Span<int> order = _order.AsSpan(0, sequences);
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        random.Shuffle(order);
        _epoch = epoch;
    }
}
