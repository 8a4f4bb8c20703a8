using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;

namespace RnnLab.Training.Checkpoints;

/// <summary>
/// A safetensors file (https://huggingface.co/docs/safetensors): eight bytes of header length, a JSON header, the tensors' bytes.
/// Reading trusts nothing: a damaged, foreign or hostile file ends in a <see cref="SafetensorsException"/> before memory is taken for it.
/// </summary>
public sealed class SafetensorsFile
{
    /// <summary>What to write, or what was read.</summary>
    public SafetensorsFile(IReadOnlyList<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        Tensors = tensors;
        Metadata = metadata;
    }

    /// <summary>The tensors in the order of their bytes.</summary>
    public IReadOnlyList<SafetensorsTensor> Tensors { get; }

    /// <summary>Free text by name.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensor of that name, or null.</summary>
    public SafetensorsTensor? Find(string name) => Tensors.FirstOrDefault(tensor => tensor.Name == name);

    /// <summary>Reads the whole file.</summary>
    /// <exception cref="SafetensorsException">The file is missing, damaged, or not a safetensors file; the message names it and says why.</exception>
    public static SafetensorsFile Read(string path)
    {
        try
        {
            using var stream = Open(path);
            return Read(stream);
        }
        catch (Exception problem) when (problem is SafetensorsException or EndOfStreamException)
        {
            string reason = problem is EndOfStreamException ? "it ends too early" : problem.Message;
            throw new SafetensorsException($"{Path.GetFileName(path)} is not a safetensors file that can be read: {reason}.", problem);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new SafetensorsException(File.Exists(path) ? $"{path} cannot be opened: {problem.Message}" : $"There is no file {path}.", problem);
        }
    }

    /// <summary>Only the metadata of a file; its tensors are checked but not read.</summary>
    /// <exception cref="SafetensorsException">As for <see cref="Read(string)"/>.</exception>
    public static IReadOnlyDictionary<string, string> ReadMetadata(string path)
    {
        try
        {
            using var stream = Open(path);
            return ReadHeader(stream).Header.Metadata;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw problem as SafetensorsException ?? new SafetensorsException($"{path} cannot be read: {problem.Message}", problem);
        }
    }

    /// <summary>Writes beside <paramref name="path"/>, flushes to the disk and renames, so that the name always holds a whole file.</summary>
    /// <exception cref="IOException">The disk is full or refuses; nothing is left behind.</exception>
    public void Write(string path) => AtomicFile.Write(path, WriteTo);

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);

    private static SafetensorsFile Read(FileStream stream)
    {
        var (header, start) = ReadHeader(stream);
        var tensors = new List<SafetensorsTensor>(header.Entries.Count);
        foreach (var entry in header.Entries)
        {
            var data = new byte[entry.End - entry.Begin];
            stream.Position = start + entry.Begin;
            stream.ReadExactly(data);
            tensors.Add(new(entry.Name, entry.Type, entry.Shape, data));
        }

        return new(tensors, header.Metadata);
    }

    private static (SafetensorsHeader Header, long Start) ReadHeader(FileStream stream)
    {
        long fileLength = stream.Length;
        if (fileLength < 8)
            throw new SafetensorsException(Text($"it has {fileLength} bytes, fewer than its header length alone takes"));
        Span<byte> prefix = stackalloc byte[8];
        stream.ReadExactly(prefix);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > SafetensorsHeader.MaximumLength)
            throw new SafetensorsException(Text($"its first bytes claim a header of {length:N0} bytes; a header has at most {SafetensorsHeader.MaximumLength:N0}"));
        if ((long)length > fileLength - 8)
            throw new SafetensorsException(Text($"its header should have {length:N0} bytes, but the file ends after {fileLength - 8:N0}"));
        var json = new byte[length];
        stream.ReadExactly(json);
        return (SafetensorsHeader.Parse(json, fileLength - 8 - (long)length), 8 + (long)length);
    }

    private void WriteTo(Stream stream)
    {
        using var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach (var (key, value) in Metadata)
                json.WriteString(key, value);
            json.WriteEndObject();
            long offset = 0;
            foreach (var tensor in Tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.Type.ToString().ToUpperInvariant());
                json.WriteStartArray("shape");
                foreach (long extent in tensor.Shape)
                    json.WriteNumberValue(extent);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += tensor.Data.Length);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // Spaces to a multiple of eight keep the data aligned for readers that map the file.
        while (header.Length % 8 != 0)
            header.WriteByte((byte)' ');
        Span<byte> prefix = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length);
        stream.Write(prefix);
        header.WriteTo(stream);
        foreach (var tensor in Tensors)
            stream.Write(tensor.Data);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
