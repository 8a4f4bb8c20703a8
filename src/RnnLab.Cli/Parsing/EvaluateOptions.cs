using System.CommandLine;

namespace RnnLab.Cli.Parsing;

/// <summary>The options of <c>evaluate</c> and how they are read.</summary>
internal sealed class EvaluateOptions
{
    private readonly Option<string?> _checkpoint = CliOptions.Text("--checkpoint", "The trained model: a .safetensors file, or the folder of a run for its best one.", "FILE");
    private readonly Option<string?> _text = CliOptions.Text("--text", "The text to predict: a UTF-8 file.", "FILE");
    private readonly Option<int?> _threads = CliOptions.Int("--threads", "Compute threads.", 1, 1024, "one a core");
    private readonly Option<string?> _backend = CliOptions.Backend();
    private readonly Option<bool> _json = CliOptions.Flag("--json", "Print one JSON object.");

    /// <summary>Every option, in the order of the help page.</summary>
    public IEnumerable<Option> All => [_checkpoint, _text, _threads, _backend, _json];

    /// <summary>Reads a parsed command line.</summary>
    /// <exception cref="CliException">The checkpoint or the text is missing.</exception>
    public EvaluateRequest Read(ParseResult parsed) => new(
        parsed.GetValue(_checkpoint) ?? throw new CliException("Say which model predicts: --checkpoint FILE, the .safetensors file that train wrote, or the folder of a run."),
        parsed.GetValue(_text) ?? throw new CliException("Say which text to predict: --text FILE."),
        parsed.GetValue(_threads) ?? Environment.ProcessorCount, parsed.GetValue(_backend), parsed.GetValue(_json));
}

/// <summary>What <c>evaluate</c> was asked to do.</summary>
internal sealed record EvaluateRequest(string Checkpoint, string Text, int Threads, string? Backend, bool Json);
