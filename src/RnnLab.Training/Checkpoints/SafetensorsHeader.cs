using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace RnnLab.Training.Checkpoints;

/// <summary>Where one tensor lies in the file, as the header claims and <see cref="SafetensorsHeader"/> has checked.</summary>
internal sealed record SafetensorsEntry(string Name, SafetensorsType Type, IReadOnlyList<long> Shape, long Begin, long End);

/// <summary>
/// The JSON header of a safetensors file (https://huggingface.co/docs/safetensors): nothing it says is believed before it is checked
/// against the length of the file.
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The format's own limit: 100 MB.</summary>
    public const long MaximumLength = 100_000_000;

    private SafetensorsHeader(IReadOnlyList<SafetensorsEntry> entries, IReadOnlyDictionary<string, string> metadata)
    {
        Entries = entries;
        Metadata = metadata;
    }

    /// <summary>The tensors in the order of their bytes.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries { get; }

    /// <summary>Free text by name.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Parses and checks the header of a file with <paramref name="dataLength"/> bytes after it.</summary>
    public static SafetensorsHeader Parse(ReadOnlyMemory<byte> json, long dataLength)
    {
        if (!Utf8.IsValid(json.Span))
            throw new SafetensorsException("the header is not the JSON that a safetensors file begins with");
        try
        {
            return Parse(JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 }), dataLength);
        }
        catch (InvalidOperationException problem)
        {
            // An escaped half of a surrogate pair is valid JSON but no text.
            throw new SafetensorsException("a name in the header is not valid text", problem);
        }
        catch (JsonException problem)
        {
            throw new SafetensorsException(problem.Message.Contains("uplicate", StringComparison.Ordinal)
                ? "the header names something twice"
                : "the header is not the JSON that a safetensors file begins with", problem);
        }
    }

    private static SafetensorsHeader Parse(JsonDocument document, long dataLength)
    {
        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new SafetensorsException("the header is not a JSON object");
            var entries = new List<SafetensorsEntry>();
            var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.Name == "__metadata__")
                    ReadMetadata(property.Value, metadata);
                else
                    entries.Add(ReadEntry(property.Name, property.Value, dataLength));
            }

            entries.Sort((a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End.CompareTo(b.End));
            CheckLayout(entries, dataLength);
            return new(entries, metadata);
        }
    }

    private static void ReadMetadata(JsonElement value, Dictionary<string, string> metadata)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw new SafetensorsException("the metadata is not a JSON object");
        foreach (var item in value.EnumerateObject())
        {
            metadata[item.Name] = item.Value.ValueKind == JsonValueKind.String
                ? item.Value.GetString()!
                : throw new SafetensorsException($"the metadata entry \"{item.Name}\" is not text");
        }
    }

    private static SafetensorsEntry ReadEntry(string name, JsonElement value, long dataLength)
    {
        if (value.ValueKind != JsonValueKind.Object
            || !value.TryGetProperty("dtype", out var dtype) || dtype.ValueKind != JsonValueKind.String
            || !value.TryGetProperty("shape", out var extents) || extents.ValueKind != JsonValueKind.Array
            || !value.TryGetProperty("data_offsets", out var offsets) || offsets.ValueKind != JsonValueKind.Array || offsets.GetArrayLength() != 2)
        {
            throw new SafetensorsException($"tensor \"{name}\" lacks its dtype, shape or data_offsets");
        }

        SafetensorsType type = dtype.GetString() switch
        {
            "F32" => SafetensorsType.F32,
            "F64" => SafetensorsType.F64,
            "F16" => SafetensorsType.F16,
            "BF16" => SafetensorsType.BF16,
            "I64" => SafetensorsType.I64,
            "I32" => SafetensorsType.I32,
            "I16" => SafetensorsType.I16,
            "I8" => SafetensorsType.I8,
            "U8" => SafetensorsType.U8,
            "BOOL" => SafetensorsType.Bool,
            var other => throw new SafetensorsException($"tensor \"{name}\" has the number format {other}; F32, F64, F16, BF16 and the formats of whole numbers are read"),
        };
        if (extents.GetArrayLength() > 8)
            throw new SafetensorsException($"tensor \"{name}\" has {extents.GetArrayLength()} axes");

        // 128-bit arithmetic: a product of lying extents cannot wrap round to something plausible.
        UInt128 bytes = (UInt128)SafetensorsTensor.SizeOf(type);
        var shape = new List<long>();
        foreach (var extent in extents.EnumerateArray())
        {
            long size = Integer(extent, name, "shape");
            shape.Add(size);
            bytes *= (UInt128)size;
            if (bytes > (UInt128)long.MaxValue)
                throw new SafetensorsException($"tensor \"{name}\" claims more bytes than any file can hold");
        }

        long begin = Integer(offsets[0], name, "data_offsets"), end = Integer(offsets[1], name, "data_offsets");
        if (begin > end || end > dataLength)
            throw new SafetensorsException(Text($"tensor \"{name}\" claims the bytes {begin} to {end}, but the file holds {dataLength} bytes of data: it is cut short, or its header lies"));
        if ((UInt128)(end - begin) != bytes)
            throw new SafetensorsException(Text($"tensor \"{name}\" of shape [{string.Join(", ", shape)}] needs {bytes} bytes, but its offsets span {end - begin}"));
        if (end - begin > Array.MaxLength)
            throw new SafetensorsException(Text($"tensor \"{name}\" has {end - begin} bytes; tensors of up to {Array.MaxLength} bytes are read"));
        return new(name, type, shape, begin, end);
    }

    private static long Integer(JsonElement value, string name, string field) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number >= 0
            ? number
            : throw new SafetensorsException($"tensor \"{name}\" has something other than a whole number of at least 0 in its {field}");

    private static void CheckLayout(List<SafetensorsEntry> entries, long dataLength)
    {
        long position = 0;
        string before = "";
        foreach (var entry in entries)
        {
            if (entry.Begin < position)
                throw new SafetensorsException($"the tensors \"{before}\" and \"{entry.Name}\" overlap");
            if (entry.Begin > position)
                throw new SafetensorsException(Text($"{entry.Begin - position} bytes before tensor \"{entry.Name}\" belong to no tensor"));
            position = entry.End;
            before = entry.Name;
        }

        if (position != dataLength)
            throw new SafetensorsException(Text($"the last {dataLength - position} bytes belong to no tensor"));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
