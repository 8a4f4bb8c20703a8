using System.Text.Json;
using System.Text.Json.Nodes;
using RnnLab.Training.Metrics;

namespace RnnLab.Training.Runs;

/// <summary>
/// The lines of <c>metrics.jsonl</c> and <c>samples.jsonl</c>: every object says its <c>event</c> (<c>train</c> or <c>validation</c>) and <c>step</c>.
/// Numbers are written so that reading gives the same bits.
/// </summary>
internal static class MetricsLines
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static string Write(in MetricsPoint point) => Line("train", point);

    public static string Write(ValidationPoint point) => Line("validation", point);

    public static string Write(SampleRecord sample) => JsonSerializer.Serialize(sample, Options);

    /// <summary>Reads the metrics of steps up to <paramref name="lastStep"/>; a line that is not whole JSON ends the reading.</summary>
    public static (List<MetricsPoint> Metrics, List<ValidationPoint> Validations) Read(string path, long lastStep, long limit = long.MaxValue)
    {
        var metrics = new List<MetricsPoint>();
        var validations = new List<ValidationPoint>();
        foreach (string line in JsonLinesFile.ReadLines(path, limit))
        {
            try
            {
                using var document = JsonDocument.Parse(line);
                string? kind = document.RootElement.GetProperty("event").GetString();
                if (document.RootElement.GetProperty("step").GetInt64() > lastStep)
                    continue;
                if (kind == "train")
                    metrics.Add(document.Deserialize<MetricsPoint>(Options));
                else if (kind == "validation")
                    validations.Add(document.Deserialize<ValidationPoint>(Options));
            }
            catch (Exception problem) when (problem is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
            {
                break;
            }
        }

        return (metrics, validations);
    }

    public static List<SampleRecord> ReadSamples(string path, long lastStep, long limit = long.MaxValue)
    {
        var samples = new List<SampleRecord>();
        foreach (string line in JsonLinesFile.ReadLines(path, limit))
        {
            try
            {
                if (JsonSerializer.Deserialize<SampleRecord>(line, Options) is { Text: not null } sample && sample.Step <= lastStep)
                    samples.Add(sample);
            }
            catch (JsonException)
            {
                break;
            }
        }

        return samples;
    }

    private static string Line<T>(string kind, T point)
    {
        var line = new JsonObject { ["event"] = kind };
        foreach (var (name, value) in JsonSerializer.SerializeToNode(point, Options)!.AsObject())
        {
            if (name is not ("perplexity" or "bitsPerCharacter"))
                line[name] = value?.DeepClone();
        }

        return line.ToJsonString();
    }
}
