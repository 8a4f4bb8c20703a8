using System.Buffers;

namespace RnnLab.Training.Runs;

/// <summary>
/// The whole lines of a file, one after another, as the bytes they are: a long history has some ten megabytes, and a string for each line would cost
/// more than reading it. A torn last line, as a crash leaves it, is left out.
/// </summary>
internal sealed class JsonLinesReader : IDisposable
{
    /// <summary>No line that was ever written comes near it; one that is longer ends the reading.</summary>
    private const int LongestLine = 1 << 26;
    private readonly FileStream? _stream;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
    private int _start, _end;
    private long _left;

    /// <summary>Opens at most the first <paramref name="limit"/> bytes of a file; a missing file has no lines.</summary>
    public JsonLinesReader(string path, long limit = long.MaxValue)
    {
        _left = limit;
        if (File.Exists(path))
            _stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
    }

    /// <summary>The next line without its end, valid until the next call; false after the last.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        int seen = 0;
        while (true)
        {
            int found = _buffer.AsSpan(_start + seen, _end - _start - seen).IndexOf((byte)'\n');
            if (found >= 0)
            {
                line = _buffer.AsSpan(_start, seen + found);
                _start += seen + found + 1;
                return true;
            }

            seen = _end - _start;
            if (!Fill())
            {
                line = default;
                return false;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream?.Dispose();
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _start, _end) = ([], 0, 0);
    }

    /// <summary>Reads on behind what is there, which moves to the front; false at the end.</summary>
    private bool Fill()
    {
        int kept = _end - _start;
        if (_stream is null || kept >= LongestLine)
            return false;
        byte[] from = _buffer;
        if (kept == _buffer.Length)
            _buffer = ArrayPool<byte>.Shared.Rent(2 * kept);
        from.AsSpan(_start, kept).CopyTo(_buffer);
        if (from != _buffer)
            ArrayPool<byte>.Shared.Return(from);
        int read = _stream.Read(_buffer, kept, (int)Math.Min(_buffer.Length - kept, _left));
        (_start, _end, _left) = (0, kept + read, _left - read);
        return read > 0;
    }
}
