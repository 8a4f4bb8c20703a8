using System.Collections;

namespace RnnLab.Training.Metrics;

/// <summary>
/// A list that one thread appends to while any number of threads read, without locks on either side. What was read once never changes;
/// a run that is reset or goes back to a checkpoint gets a new log.
/// </summary>
public sealed class AppendOnlyLog<T> : IReadOnlyList<T>
{
    private const int ChunkBits = 10, ChunkSize = 1 << ChunkBits;
    private T[][] _chunks = new T[4][];
    private int _count;

    /// <summary>An empty log.</summary>
    public AppendOnlyLog()
    {
    }

    internal AppendOnlyLog(IEnumerable<T> items)
    {
        foreach (var item in items)
            Append(item);
    }

    /// <summary>How many items can be read now; never decreases.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The last item, or the default value where there is none.</summary>
    public T? Last => Count is > 0 and var count ? this[count - 1] : default;

    /// <inheritdoc/>
    public T this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return Volatile.Read(ref _chunks)[index >> ChunkBits][index & (ChunkSize - 1)];
        }
    }

    /// <summary>All items from <paramref name="index"/> to the present end; empty where there are none yet.</summary>
    public T[] CopyFrom(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        int count = Count;
        if (index >= count)
            return [];
        var copy = new T[count - index];
        var chunks = Volatile.Read(ref _chunks);
        for (int done = 0; done < copy.Length;)
        {
            int at = index + done, offset = at & (ChunkSize - 1), take = Math.Min(ChunkSize - offset, copy.Length - done);
            Array.Copy(chunks[at >> ChunkBits], offset, copy, done, take);
            done += take;
        }

        return copy;
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator()
    {
        int count = Count;
        for (int index = 0; index < count; index++)
            yield return this[index];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Adds an item; only the one writing thread calls this.</summary>
    internal void Append(T item)
    {
        int chunk = _count >> ChunkBits;
        if (chunk == _chunks.Length)
        {
            var wider = new T[_chunks.Length * 2][];
            Array.Copy(_chunks, wider, _chunks.Length);
            Volatile.Write(ref _chunks, wider);
        }

        _chunks[chunk] ??= new T[ChunkSize];
        _chunks[chunk][_count & (ChunkSize - 1)] = item;

        // The release makes the item visible before the count that announces it.
        Volatile.Write(ref _count, _count + 1);
    }
}
