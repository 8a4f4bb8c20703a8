using System.CommandLine;
using RnnLab.Cli.Output;
using RnnLab.Cli.Parsing;
using RnnLab.Compute;
using RnnLab.Training.Interchange;

namespace RnnLab.Cli.Commands;

/// <summary><c>import</c>: makes a checkpoint of RnnLab from a language model that was trained elsewhere.</summary>
internal sealed class ImportCommand(CliHost host)
{
    private readonly Argument<string?> _file = CliOptions.File("The model: a .safetensors file with the names of PyTorch's layers.");
    private readonly Option<string?> _vocabulary = CliOptions.Vocabulary();
    private readonly Option<CellKind?> _cell = CliOptions.ForeignCell();
    private readonly Option<string?> _out = CliOptions.Text("--out", "The checkpoint to write, a .safetensors file.", "FILE");
    private readonly Option<bool> _json = CliOptions.Flag("--json", "Print one JSON object.");

    /// <summary>The command and its action.</summary>
    public Command Build()
    {
        var command = new Command("import", "Make a checkpoint of a language model that was trained elsewhere.") { _file, _vocabulary, _cell, _out, _json };
        command.SetAction(parsed => Run(
            CliOptions.Read(parsed, _file, "Say which model to import: import FILE --vocabulary FILE --out FILE."),
            parsed.GetValue(_vocabulary) ?? throw new CliException("Say which symbols the model knows: --vocabulary FILE, a JSON list in the order of their indices, or the text that it was trained on."),
            parsed.GetValue(_out) ?? throw new CliException("Say where to write the checkpoint: --out FILE."),
            parsed.GetValue(_cell), parsed.GetValue(_json)));
        return command;
    }

    private int Run(string path, string vocabulary, string target, CellKind? cell, bool json)
    {
        var foreign = ForeignModel.Open(path, cell);
        var snapshot = foreign.ToSnapshot(VocabularyFile.Read(vocabulary));
        if (Path.GetFullPath(target) == Path.GetFullPath(path))
            throw new CliException("The checkpoint would overwrite the model itself: choose another --out.");
        snapshot.Save(target);
        if (json)
        {
            JsonLines.Write(host.Out, new { Event = "import", File = Path.GetFullPath(path), Checkpoint = Path.GetFullPath(target), foreign.Shape, foreign.Notes });
            return ExitCodes.Success;
        }

        foreach (string note in foreign.Notes)
            host.Out.WriteLine(note);
        host.Out.WriteLine($"Wrote {target}. To let it write: sample --checkpoint {target}");
        return ExitCodes.Success;
    }
}
