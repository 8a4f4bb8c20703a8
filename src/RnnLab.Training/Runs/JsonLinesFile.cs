using System.Text;

namespace RnnLab.Training.Runs;

/// <summary>
/// A file of one JSON object a line that only grows. Lines wait in memory until <see cref="Flush"/>, which writes all of them or, where the
/// disk refuses, none: the file then ends where it ended before, and the lines wait for the next attempt.
/// </summary>
internal sealed class JsonLinesFile : IDisposable
{
    private readonly FileStream _stream;
    private readonly MemoryStream _pending = new();

    /// <summary>Opens the file for appending after its first <paramref name="length"/> bytes; what follows them is cut off.</summary>
    public JsonLinesFile(string path, long length)
    {
        _stream = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        try
        {
            if (_stream.Length < length)
                throw new InvalidDataException($"{Path.GetFileName(path)} has {_stream.Length} bytes and should have at least {length}.");
            if (_stream.CanSeek && _stream.Length > length)
                _stream.SetLength(length);
        }
        catch
        {
            _stream.Dispose();
            throw;
        }

        Length = length;
    }

    /// <summary>The bytes that are safely in the file.</summary>
    public long Length { get; private set; }

    /// <summary>The bytes that wait.</summary>
    public long Waiting => _pending.Length;

    /// <summary>Adds a line, in memory.</summary>
    public void Append(string json)
    {
        _pending.Write(Encoding.UTF8.GetBytes(json));
        _pending.WriteByte((byte)'\n');
    }

    /// <summary>Writes the waiting lines; with <paramref name="toDisk"/> also through the system's caches.</summary>
    /// <exception cref="IOException">The disk is full or refuses; the lines still wait.</exception>
    public void Flush(bool toDisk)
    {
        if (_pending.Length > 0)
        {
            try
            {
                _stream.Position = Length;
                _stream.Write(_pending.GetBuffer(), 0, (int)_pending.Length);
            }
            catch (IOException)
            {
                TryCutBack();
                throw;
            }

            Length += _pending.Length;
            _pending.SetLength(0);
        }

        if (toDisk)
            _stream.Flush(flushToDisk: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        _pending.Dispose();
    }

    private void TryCutBack()
    {
        try
        {
            _stream.SetLength(Length);
        }
        catch (Exception problem) when (problem is IOException or NotSupportedException or ArgumentException)
        {
            // A torn line at the end is overwritten by the next attempt, and left out by readers until then.
        }
    }
}
