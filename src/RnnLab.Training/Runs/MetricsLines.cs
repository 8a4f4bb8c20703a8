using System.Runtime.CompilerServices;
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

    /// <summary>Without the units that follow from the loss: e^loss of a loss that explodes is no number that JSON knows.</summary>
    public static string Write(ValidationPoint point) => Line("validation", new { point.Step, point.Loss });

    public static string Write(SampleRecord sample) => JsonSerializer.Serialize(sample, Options);

    /// <summary>Reads the metrics of steps up to <paramref name="lastStep"/>; a line that is not whole JSON ends the reading.</summary>
    public static (List<MetricsPoint> Metrics, List<ValidationPoint> Validations) Read(string path, long lastStep, long limit = long.MaxValue)
    {
        var metrics = new List<MetricsPoint>();
        var validations = new List<ValidationPoint>();
        using var lines = new JsonLinesReader(path, limit);
        try
        {
            while (lines.TryRead(out var line))
            {
                var kind = Parse(line, out var point);
                if (point.Step > lastStep)
                    continue;
                if (kind == LineKind.Train)
                    metrics.Add(point);
                else if (kind == LineKind.Validation)
                    validations.Add(new(point.Step, point.Loss));
            }
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or FormatException)
        {
            // What was read before the bad line is what there is to show.
        }

        return (metrics, validations);
    }

    public static List<SampleRecord> ReadSamples(string path, long lastStep, long limit = long.MaxValue)
    {
        var samples = new List<SampleRecord>();
        using var lines = new JsonLinesReader(path, limit);
        try
        {
            while (lines.TryRead(out var line))
            {
                if (JsonSerializer.Deserialize<SampleRecord>(line, Options) is { Text: not null } sample && sample.Step <= lastStep)
                    samples.Add(sample);
            }
        }
        catch (JsonException)
        {
            // As above.
        }

        return samples;
    }

    /// <summary>Reads one line, number by number: a history of 100,000 steps opens in a blink, which a serializer does not manage.</summary>
    /// <remarks>Compiled well at once: the first history that is opened is all that most programs ever read.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static LineKind Parse(ReadOnlySpan<byte> line, out MetricsPoint point)
    {
        var reader = new Utf8JsonReader(line);
        LineKind? kind = null;
        long? step = null;
        double epoch = 0, loss = 0, smoothed = 0, before = 0, after = 0, rate = 0, speed = 0, seconds = 0;
        double? eta = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("A line of metrics is an object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (Is(ref reader, "event"u8))
                kind = reader.ValueTextEquals("train"u8) ? LineKind.Train : reader.ValueTextEquals("validation"u8) ? LineKind.Validation : LineKind.Other;
            else if (Is(ref reader, "step"u8))
                step = reader.GetInt64();
            else if (Is(ref reader, "epoch"u8))
                epoch = reader.GetDouble();
            else if (Is(ref reader, "loss"u8))
                loss = reader.GetDouble();
            else if (Is(ref reader, "smoothedLoss"u8))
                smoothed = reader.GetDouble();
            else if (Is(ref reader, "gradientNormBefore"u8))
                before = reader.GetDouble();
            else if (Is(ref reader, "gradientNormAfter"u8))
                after = reader.GetDouble();
            else if (Is(ref reader, "learningRate"u8))
                rate = reader.GetDouble();
            else if (Is(ref reader, "tokensPerSecond"u8))
                speed = reader.GetDouble();
            else if (Is(ref reader, "secondsElapsed"u8))
                seconds = reader.GetDouble();
            else if (Is(ref reader, "etaSeconds"u8))
                eta = reader.TokenType == JsonTokenType.Null ? null : reader.GetDouble();
            else
                reader.Skip();
        }

        // One more look throws where something follows the object.
        reader.Read();
        point = new(step ?? throw new JsonException("A line of metrics has a step."), epoch, loss, smoothed, before, after, rate, speed, seconds, eta);
        return kind ?? throw new JsonException("A line of metrics has an event.");
    }

    /// <summary>Whether the property has that name; the reader then stands on its value.</summary>
    private static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => reader.ValueTextEquals(name) && reader.Read();

    private static string Line<T>(string kind, T point)
    {
        var line = new JsonObject { ["event"] = kind };
        foreach (var (name, value) in JsonSerializer.SerializeToNode(point, Options)!.AsObject())
            line[name] = value?.DeepClone();
        return line.ToJsonString();
    }

    private enum LineKind
    {
        Other,
        Train,
        Validation,
    }
}
