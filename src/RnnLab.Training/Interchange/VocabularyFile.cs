using System.Text.Json;
using RnnLab.Data.Text;
using RnnLab.Training.Checkpoints;

namespace RnnLab.Training.Interchange;

/// <summary>
/// The symbols of a model that was trained elsewhere, from a file: a JSON list in the order of the indices, a JSON object from symbol to index, or the text that
/// it was trained on, whose characters in the order of their code points are the symbols, as <c>sorted(set(text))</c> in Python.
/// </summary>
public static class VocabularyFile
{
    /// <summary>Reads such a file.</summary>
    /// <exception cref="TextFormatException">The file cannot be used; the message says why.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CharacterVocabulary Read(string path)
    {
        string name = Path.GetFileName(path);
        if (!path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            return CharacterVocabulary.FromText(TextLoader.LoadFile(path).Text);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 4 });
            return CharacterVocabulary.FromList(document.RootElement.ValueKind switch
            {
                JsonValueKind.Array => [.. document.RootElement.EnumerateArray().Select((entry, index) => Symbol(name, entry, index))],
                JsonValueKind.Object => ByIndex(name, document.RootElement),
                _ => throw new TextFormatException($"{name} is neither a JSON list of symbols nor a JSON object from symbol to index."),
            });
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            throw new TextFormatException($"{name} is not valid JSON: {problem.Message}", problem);
        }
    }

    /// <summary>Writes the symbols as a JSON list in the order of their indices.</summary>
    /// <exception cref="IOException">The disk is full or refuses.</exception>
    public static void Write(string path, CharacterVocabulary vocabulary) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, vocabulary.ToList()));

    private static string Symbol(string name, JsonElement entry, int index) => entry.ValueKind == JsonValueKind.String
        ? entry.GetString()!
        : throw new TextFormatException($"{name}: entry {index} is not text. A vocabulary is a list of symbols, such as [\"\\n\", \" \", \"a\"].");

    private static string[] ByIndex(string name, JsonElement map)
    {
        var entries = map.EnumerateObject().ToList();
        var symbols = new string[entries.Count];
        foreach (var entry in entries)
        {
            if (entry.Value.ValueKind != JsonValueKind.Number || !entry.Value.TryGetInt32(out int index) || (uint)index >= (uint)symbols.Length || symbols[index] is not null)
                throw new TextFormatException($"{name}: the symbol \"{entry.Name}\" has the index {entry.Value.GetRawText()}; {symbols.Length} symbols need the indices 0 to {symbols.Length - 1}, each once.");
            symbols[index] = entry.Name;
        }

        return symbols;
    }
}
