using System.CommandLine;
using RnnLab.Cli.Parsing;
using RnnLab.Compute;

namespace RnnLab.Cli.Commands;

/// <summary>The options that all benchmarks share.</summary>
internal sealed class BenchOptions
{
    private readonly Option<int?> _threads = CliOptions.Int("--threads", "Compute threads.", 1, 1024, "one a core");
    private readonly Option<double?> _seconds = CliOptions.Real("--seconds", "Time to measure for, after a warm-up of half of it.", 0, 3600, "3");
    private readonly Option<int?> _atLeast = CliOptions.Int("--runs", "Runs to measure at least.", 1, 1_000_000, "5");
    private readonly Option<string?> _backend = CliOptions.Backend();
    private readonly Option<bool> _json = CliOptions.Flag("--json", "Print one JSON object.");

    /// <summary>Every option.</summary>
    public IEnumerable<Option> All => [_threads, _seconds, _atLeast, _backend, _json];

    /// <summary>Those that concern the machine and no backend.</summary>
    public IEnumerable<Option> OfTheMachine => [_threads, _seconds, _json];

    /// <summary>Reads a parsed command line.</summary>
    public BenchSettings Read(ParseResult parsed) => new(
        parsed.GetValue(_threads) ?? Environment.ProcessorCount, TimeSpan.FromSeconds(parsed.GetValue(_seconds) ?? 3),
        parsed.GetValue(_atLeast) ?? 5, parsed.GetValue(_backend), parsed.GetValue(_json));
}

/// <summary>What the options of all benchmarks said.</summary>
internal sealed record BenchSettings(int Threads, TimeSpan Time, int AtLeast, string? Backend, bool Json)
{
    /// <summary>The backend under test.</summary>
    public IComputeBackend CreateBackend() => Backends.Create(Backend, Threads, givesWay: false);
}
