using System.Text.Json;

namespace RnnLab.Training.Runs;

/// <summary>
/// <c>run.json</c>: what was found out when the run was made, so that it can be listed without loading its text, and
/// so that a text that has changed since is noticed.
/// </summary>
internal sealed record RunFacts
{
    public required string Title { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required string CorpusTitle { get; init; }

    public double? EntropyFloor { get; init; }

    public required IReadOnlyList<string> Vocabulary { get; init; }

    public required long TrainCharacters { get; init; }

    public required long ValidationCharacters { get; init; }

    /// <summary>SHA-256 of the text as trained on (UTF-8), in hexadecimal.</summary>
    public required string TextHash { get; init; }

    /// <summary>The id of the run that this one branched off from; null for one that began by itself.</summary>
    public string? BranchOf { get; init; }

    /// <summary>The step where it branched off.</summary>
    public long BranchStep { get; init; }

    public string Write() => JsonSerializer.Serialize(this, RunConfigJson.Options);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">It is damaged.</exception>
    public static RunFacts Read(string json)
    {
        try
        {
            var facts = JsonSerializer.Deserialize<RunFacts>(json, RunConfigJson.Options);
            return facts is { Title: not null, CorpusTitle: not null, Vocabulary.Count: > 0, TextHash: not null }
                ? facts
                : throw new FormatException("run.json lacks the run's title, text or vocabulary.");
        }
        catch (JsonException problem)
        {
            throw new FormatException("run.json is damaged.", problem);
        }
    }
}
