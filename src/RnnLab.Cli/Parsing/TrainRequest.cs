using RnnLab.Training;

namespace RnnLab.Cli.Parsing;

/// <summary>What <c>train</c> was asked to do.</summary>
internal sealed record TrainRequest
{
    /// <summary>The text file, or null.</summary>
    public string? Text { get; init; }

    /// <summary>The shipped text, or null.</summary>
    public string? Corpus { get; init; }

    /// <summary>The new run's folder, or null for one under the user's data folder.</summary>
    public string? Out { get; init; }

    /// <summary>The folder of the run to continue, or null for a new run.</summary>
    public string? Resume { get; init; }

    /// <summary>The run's name, or null.</summary>
    public string? Title { get; init; }

    /// <summary>Compute threads, or null for one a core.</summary>
    public int? Threads { get; init; }

    /// <summary>The backend's name, or null for the fastest of this processor.</summary>
    public string? Backend { get; init; }

    /// <summary>Steps between "step" lines.</summary>
    public int ReportEvery { get; init; }

    /// <summary>Whether to print JSON lines.</summary>
    public bool Json { get; init; }

    /// <summary>The configuration of a new run; of a resumed one only what <see cref="Epochs"/> and <see cref="Steps"/> say counts.</summary>
    public required RunConfig Config { get; init; }

    /// <summary><c>--epochs</c> where given.</summary>
    public int? Epochs { get; init; }

    /// <summary><c>--steps</c> where given.</summary>
    public long? Steps { get; init; }

    /// <summary>Given options that decide how a run goes and so cannot change when it is resumed.</summary>
    public required IReadOnlyList<string> Shaping { get; init; }
}
