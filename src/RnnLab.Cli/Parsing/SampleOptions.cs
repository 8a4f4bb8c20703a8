using System.CommandLine;

namespace RnnLab.Cli.Parsing;

/// <summary>The options of <c>sample</c> and how they are read.</summary>
internal sealed class SampleOptions
{
    private readonly Option<string?> _checkpoint = CliOptions.Text("--checkpoint", "The trained model: a .safetensors file, or the folder of a run for its best one.", "FILE");
    private readonly Option<string?> _vocabulary = CliOptions.Vocabulary();
    private readonly Option<string?> _prime = new("--prime") { Description = "Text to read first and go on from.", HelpName = "TEXT" };
    private readonly Option<int?> _length = CliOptions.Int("--length", "Characters to write.", 1, 1_000_000, "200");
    private readonly Option<double?> _temperature = CliOptions.Real("--temperature", "Below 1 bolder and more repetitive, above 1 wilder; 0 always takes the likeliest.", 0, 100, "0.8");
    private readonly Option<int?> _topK = CliOptions.Int("--top-k", "Choose only among this many likeliest characters.", 1, 10_000_000);
    private readonly Option<ulong?> _seed = CliOptions.Seed("The same seed writes the same text.", "1");
    private readonly Option<int?> _threads = CliOptions.Int("--threads", "Compute threads.", 1, 1024, "1");
    private readonly Option<string?> _backend = CliOptions.Backend();
    private readonly Option<bool> _json = CliOptions.Flag("--json", "Print one JSON object.");

    /// <summary>Every option, in the order of the help page.</summary>
    public IEnumerable<Option> All => [_checkpoint, _vocabulary, _prime, _length, _temperature, _topK, _seed, _threads, _backend, _json];

    /// <summary>Reads a parsed command line.</summary>
    /// <exception cref="CliException">The checkpoint is missing.</exception>
    public SampleRequest Read(ParseResult parsed) => new(
        parsed.GetValue(_checkpoint) ?? throw new CliException("Say which model writes: --checkpoint FILE, the .safetensors file that train wrote, or the folder of a run."),
        parsed.GetValue(_vocabulary), parsed.GetValue(_prime) ?? "", parsed.GetValue(_length) ?? 200, parsed.GetValue(_temperature) ?? 0.8, parsed.GetValue(_topK),
        parsed.GetValue(_seed) ?? 1, parsed.GetValue(_threads) ?? 1, parsed.GetValue(_backend), parsed.GetValue(_json));
}

/// <summary>What <c>sample</c> was asked to do.</summary>
internal sealed record SampleRequest(string Checkpoint, string? Vocabulary, string Prime, int Length, double Temperature, int? TopK, ulong Seed, int Threads, string? Backend, bool Json);
