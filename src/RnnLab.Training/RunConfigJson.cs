using System.Text.Json;
using System.Text.Json.Serialization;

namespace RnnLab.Training;

/// <summary>A configuration as JSON: camelCase names, enums as words, versioned.</summary>
public static class RunConfigJson
{
    internal static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
        NumberHandling = JsonNumberHandling.Strict,
        WriteIndented = true,
        NewLine = "\n",
    };

    /// <summary>The configuration as indented JSON.</summary>
    public static string Write(RunConfig config) => JsonSerializer.Serialize(config, Options);

    /// <summary>Reads what <see cref="Write"/> wrote; fields that are missing take their defaults.</summary>
    /// <exception cref="FormatException">The text is no such configuration, or of a version that is not known; the message says which.</exception>
    public static RunConfig Read(string json)
    {
        try
        {
            using (var document = JsonDocument.Parse(json))
            {
                if (document.RootElement.ValueKind != JsonValueKind.Object)
                    throw new FormatException("The configuration is not a JSON object.");
                if (document.RootElement.TryGetProperty("version", out var version)
                    && !(version.ValueKind == JsonValueKind.Number && version.TryGetInt32(out int number) && number == RunConfig.CurrentVersion))
                {
                    throw new FormatException($"The configuration has version {version}; this RnnLab reads version {RunConfig.CurrentVersion}. It was probably made by a newer RnnLab.");
                }
            }

            return JsonSerializer.Deserialize<RunConfig>(json, Options) ?? throw new FormatException("The configuration is empty.");
        }
        catch (JsonException problem)
        {
            throw new FormatException(problem.Path is { Length: > 2 } path
                ? $"The configuration cannot be read: the value of {path[2..]} is not one that is known."
                : "The configuration cannot be read: it is not whole JSON.", problem);
        }
    }
}
