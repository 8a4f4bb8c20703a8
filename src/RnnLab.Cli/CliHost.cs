namespace RnnLab.Cli;

/// <summary>What a command has of the world: where to write, whether a person watches, and the clock.</summary>
internal sealed record CliHost
{
    /// <summary>Results: text for people, or one JSON object a line with <c>--json</c>.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Errors, one sentence each.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether <see cref="Out"/> is a terminal, where a progress bar can move.</summary>
    public bool Interactive { get; init; }

    /// <summary>The clock for dates and durations.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The process's own console.</summary>
    public static CliHost System() => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        Interactive = !Console.IsOutputRedirected,
    };
}
