using System.Text;
using System.Text.Json;
using RnnLab.Compute;
using RnnLab.Training.Metrics;
using RnnLab.Training.Runs;

namespace RnnLab.Training.Tests.Runs;

/// <summary>The reading of metrics.jsonl: what the general serializer reads from the same lines, however many they are and wherever they end.</summary>
public sealed class LongHistoryTests : IDisposable
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Lines_of_any_numbers_are_read_as_the_serializer_reads_them()
    {
        ulong drawn = 0;
        double Any()
        {
            var (high, low, _, _) = Philox.Block(new(3, 0), drawn++);
            double value = BitConverter.UInt64BitsToDouble(((ulong)high << 32) | low);
            return double.IsFinite(value) ? value : 0.1;
        }

        List<string> lines = [];
        for (int step = 1; step <= 500; step++)
        {
            lines.Add(MetricsLines.Write(new MetricsPoint(step, Any(), Any(), Any(), Any(), Any(), Any(), Any(), Any(), step % 3 == 0 ? null : Any())));
            if (step % 50 == 0)
                lines.Add(MetricsLines.Write(new ValidationPoint(step, Any())));
        }

        // As other hands write them: another order, spaces, a property of tomorrow, an event of tomorrow, nothing but the step.
        lines.Add("""{ "loss": 1.25, "step": 501, "tomorrow": { "step": [1, {}] }, "event": "train", "epoch": 2e0 }""");
        lines.Add("""{"event":"tomorrow","step":502,"loss":1}""");
        lines.Add("""{"event":"train","step":503}""");
        lines.Add("""{"event":"train","step":504,"loss":0.1,"etaSeconds":null}""" + "\r");
        File.WriteAllLines(_path, lines);

        var (metrics, validations) = MetricsLines.Read(_path, long.MaxValue);

        Assert.Equal(lines.Where(line => line.Contains("\"train\"", StringComparison.Ordinal)).Select(line => JsonSerializer.Deserialize<MetricsPoint>(line, Web)), metrics);
        Assert.Equal(lines.Where(line => line.Contains("\"validation\"", StringComparison.Ordinal)).Select(line => JsonSerializer.Deserialize<ValidationPoint>(line, Web)), validations);
        Assert.Equal((503, 10), (metrics.Count, validations.Count));
    }

    [Fact]
    public void A_hundred_thousand_steps_are_all_there()
    {
        const int Steps = 100_000;
        using (var file = new JsonLinesFile(_path, 0))
        {
            for (int step = 1; step <= Steps; step++)
            {
                file.Append(MetricsLines.Write(new MetricsPoint(step, step / 1000.0, 1 / (double)step, Math.Sqrt(step), 1, 1, 0.002, 1e5, step, null)));
                if (step % 1000 == 0)
                    file.Append(MetricsLines.Write(new ValidationPoint(step, step / 3.0)));
            }

            file.Flush(toDisk: false);
        }

        var (metrics, validations) = MetricsLines.Read(_path, long.MaxValue);
        Assert.Equal(Enumerable.Range(1, Steps).Select(step => ((long)step, 1 / (double)step)), metrics.Select(point => (point.Step, point.Loss)));
        Assert.Equal(Enumerable.Range(1, Steps / 1000).Select(n => new ValidationPoint(n * 1000, n * 1000 / 3.0)), validations);
        Assert.Equal(70_000, MetricsLines.Read(_path, 70_000).Metrics.Count);
    }

    [Theory]
    [InlineData("""{"event":"train","st""")]
    [InlineData("""{"event":"train","step":2}""")]
    [InlineData("{\"event\":\"train\"}\n")]
    [InlineData("{\"step\":2}\n")]
    [InlineData("{\"event\":\"train\",\"step\":2,\"loss\":\"high\"}\n")]
    [InlineData("{\"event\":\"train\",\"step\":2.5}\n")]
    [InlineData("{\"event\":7,\"step\":2}\n")]
    [InlineData("{\"event\":\"train\",\"step\":2} {}\n")]
    [InlineData("[]\n")]
    [InlineData("\n")]
    [InlineData("\0\0\0\0\n")]
    public void A_torn_or_senseless_line_ends_the_reading(string damage)
    {
        string good = MetricsLines.Write(new MetricsPoint(1, 1, 1, 1, 1, 1, 1, 1, 1, 1)) + "\n";
        File.WriteAllText(_path, good + damage);
        Assert.Equal([1L], MetricsLines.Read(_path, long.MaxValue).Metrics.Select(point => point.Step));
    }

    [Fact]
    public void Lines_are_whole_wherever_the_buffer_or_the_limit_ends()
    {
        string[] lines = [.. Enumerable.Range(0, 40).Select(n => new string((char)('a' + (n % 26)), n * n * n * 5)), "the last"];
        byte[] bytes = Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\ntorn");
        File.WriteAllBytes(_path, bytes);
        Assert.Equal(lines, Read(long.MaxValue));
        Assert.Equal(lines, Read(bytes.Length - 4));
        Assert.Equal(lines[..^1], Read(bytes.Length - 5));
        Assert.Empty(Read(0));
        Assert.Empty(ReadFrom(_path + "-missing", long.MaxValue));
    }

    private List<string> Read(long limit) => ReadFrom(_path, limit);

    private static List<string> ReadFrom(string path, long limit)
    {
        using var reader = new JsonLinesReader(path, limit);
        List<string> lines = [];
        while (reader.TryRead(out var line))
            lines.Add(Encoding.UTF8.GetString(line));
        return lines;
    }
}
