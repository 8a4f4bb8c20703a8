using System.Text.Json;

namespace RnnLab.Training.Runs;

/// <summary>
/// <c>state.json</c>: the one file whose replacement decides where a run stands. It names the weights and the resume file of the same step, and how much
/// of the logs belongs to them. The data position is the step itself: batch n is a function of n.
/// </summary>
internal sealed record RunState
{
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    /// <summary>The status when written; <see cref="RunStatus.Running"/> means that the process ended without another word.</summary>
    public RunStatus Status { get; init; }

    public string? Message { get; init; }

    /// <summary>Steps done in the checkpoint.</summary>
    public long Step { get; init; }

    /// <summary>File name of the weights inside <c>checkpoints</c>; null where there is no checkpoint yet.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>File name of optimizer state and carried state inside the run's folder.</summary>
    public string? Resume { get; init; }

    public long MetricsBytes { get; init; }

    public long SamplesBytes { get; init; }

    public double SmoothedAverage { get; init; }

    public double SmoothedWeight { get; init; }

    public double SecondsElapsed { get; init; }

    public double? BestLoss { get; init; }

    public long BestStep { get; init; }

    /// <summary>Where plateau schedule and early stopping stood at the checkpoint; null in runs from before there were any.</summary>
    public ValidationProgress? Progress { get; init; }

    /// <summary>The backend whose bits these are.</summary>
    public string? Backend { get; init; }

    public string Write() => JsonSerializer.Serialize(this, RunConfigJson.Options);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">It is damaged or of an unknown version.</exception>
    public static RunState Read(string json)
    {
        try
        {
            var state = JsonSerializer.Deserialize<RunState>(json, RunConfigJson.Options) ?? throw new FormatException("state.json is empty.");
            if (state.Version != CurrentVersion)
                throw new FormatException($"state.json has version {state.Version}; this RnnLab reads version {CurrentVersion}. It was probably written by a newer RnnLab.");
            if (state.Step < 0 || state.MetricsBytes < 0 || state.SamplesBytes < 0 || !Enum.IsDefined(state.Status) || IsPath(state.Checkpoint) || IsPath(state.Resume))
                throw new FormatException("state.json holds values that cannot be.");
            return state;
        }
        catch (JsonException problem)
        {
            throw new FormatException("state.json is damaged: it is not whole JSON.", problem);
        }
    }

    /// <summary>Whether a name reaches outside the run's own folder.</summary>
    private static bool IsPath(string? name) => name is not null && (name.Length == 0 || Path.GetFileName(name) != name);
}
