using System.Buffers;

namespace RnnLab.Data.Text;

/// <summary>
/// Reads a text from a stream, piece by piece. Accepts UTF-8 with or without a byte-order mark, and UTF-16 with one.
/// Line ends become LF. Whatever is not text is refused in plain words, never patched.
/// </summary>
public static class TextLoader
{
    private const int PieceBytes = 64 * 1024;

    /// <summary>Reads the whole stream.</summary>
    /// <param name="stream">The bytes; read to the end, not closed.</param>
    /// <param name="name">What to call the text in messages, usually the file's name.</param>
    /// <param name="limits">How large it may be; <see cref="TextLimits.Default"/> when null.</param>
    /// <param name="cancellationToken">Stops the reading between pieces.</param>
    /// <exception cref="TextFormatException">The text is empty, too long, binary, or not valid UTF-8 (the byte position is given).</exception>
    public static LoadedText Load(Stream stream, string name, TextLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var reader = new TextPieceReader(name, limits ?? TextLimits.Default);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            int read;
            while ((read = stream.Read(buffer, 0, PieceBytes)) > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                reader.Add(buffer.AsSpan(0, read));
            }

            return reader.Finish();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads the whole stream without holding a thread while bytes are awaited. See <see cref="Load"/>.</summary>
    /// <param name="stream">The bytes; read to the end, not closed.</param>
    /// <param name="name">What to call the text in messages.</param>
    /// <param name="limits">How large it may be; <see cref="TextLimits.Default"/> when null.</param>
    /// <param name="cancellationToken">Stops the reading between pieces.</param>
    /// <exception cref="TextFormatException">As for <see cref="Load"/>.</exception>
    public static async Task<LoadedText> LoadAsync(Stream stream, string name, TextLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var reader = new TextPieceReader(name, limits ?? TextLimits.Default);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer.AsMemory(0, PieceBytes), cancellationToken).ConfigureAwait(false)) > 0)
                reader.Add(buffer.AsSpan(0, read));
            return reader.Finish();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="limits">How large it may be; <see cref="TextLimits.Default"/> when null.</param>
    /// <param name="cancellationToken">Stops the reading between pieces.</param>
    /// <exception cref="TextFormatException">There is no such file, it cannot be read, or as for <see cref="Load"/>.</exception>
    public static LoadedText LoadFile(string path, TextLimits? limits = null, CancellationToken cancellationToken = default)
    {
        if (Directory.Exists(path))
            throw new TextFormatException($"\"{path}\" is a folder. Give the path of a text file.");
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
            return Load(stream, Path.GetFileName(path), limits, cancellationToken);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TextFormatException($"There is no file at \"{path}\". Check the path.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new TextFormatException($"The file \"{path}\" could not be read: {e.Message}", e);
        }
    }
}
