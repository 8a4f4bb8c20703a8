using System.CommandLine;
using RnnLab.Cli.Models;
using RnnLab.Cli.Output;
using RnnLab.Cli.Parsing;
using RnnLab.Compute;
using RnnLab.Nn.Recurrent;
using RnnLab.Training.Checkpoints;
using RnnLab.Training.Interchange;

namespace RnnLab.Cli.Commands;

/// <summary><c>export</c>: gives a trained model to other programs.</summary>
internal sealed class ExportCommand(CliHost host)
{
    private readonly Option<string?> _checkpoint = CliOptions.Text("--checkpoint", "The trained model: a .safetensors file, or the folder of a run for its best one.", "FILE");
    private readonly Option<string?> _out = CliOptions.Text("--out", "The file to write: safetensors with the names and shapes of torch.nn.", "FILE");
    private readonly Option<string?> _vocabulary = CliOptions.Text("--vocabulary", "Write the symbols too, as a JSON list in the order of their indices.", "FILE");
    private readonly Option<bool> _json = CliOptions.Flag("--json", "Print one JSON object.");

    /// <summary>The command and its action.</summary>
    public Command Build()
    {
        var command = new Command("export", "Write a trained model's weights, and its symbols, for PyTorch and other programs.") { _checkpoint, _out, _vocabulary, _json };
        command.SetAction(parsed => Run(
            parsed.GetValue(_checkpoint) ?? throw new CliException("Say which model to export: --checkpoint FILE, the .safetensors file that train wrote, or the folder of a run."),
            parsed.GetValue(_out) ?? throw new CliException("Say where to write the weights: --out FILE."),
            parsed.GetValue(_vocabulary), parsed.GetValue(_json)));
        return command;
    }

    /// <summary>What the names alone do not say about the cell.</summary>
    private static string? InPyTorch(ModelSnapshot snapshot)
    {
        var model = snapshot.ModelConfig;
        if (model.OwnCell is not null)
            return "PyTorch has no own cells, and the equations are not in the file; the weights have their names of the equations.";
        if (model.LayerNormalized)
            return $"PyTorch has no layer-normalised {model.Description.Title}: {string.Join(", ", CellDescription.NormalizationOf(model.Cell, model.Variant).Select(parameter => parameter.Name))} of each layer are RnnLab's own names, and the other weights alone compute something else.";
        if (model.ZoneoutHidden > 0 || model.ZoneoutCell > 0)
            return "PyTorch has no zoneout: the model keeps the expected share of each old state at every step, which the file does not say.";
        if (model.Residual && model.Layers > 1)
            return "PyTorch's layers have no residual connections, and the file does not say that this model has: run one layer at a time, and let each above the first add what it reads.";
        return model.Cell switch
        {
            CellKind.RnnRelu => "In PyTorch this is torch.nn.RNN(..., nonlinearity='relu').",
            CellKind.Rnn or CellKind.Gru => null,
            CellKind.Lstm when model.Variant == LstmVariant.None => null,
            _ => $"PyTorch has no {model.Description.Title}; the weights have names and shapes in its style all the same.",
        };
    }

    private int Run(string checkpoint, string target, string? vocabulary, bool json)
    {
        var (snapshot, path) = CheckpointFinder.Load(checkpoint);
        if (Path.GetFullPath(target) == Path.GetFullPath(path))
            throw new CliException("The weights would overwrite the checkpoint itself: choose another --out.");
        snapshot.ExportWeights(target);
        if (vocabulary is not null)
            VocabularyFile.Write(vocabulary, snapshot.Vocabulary);
        if (json)
        {
            JsonLines.Write(host.Out, new
            {
                Event = "export", Remark = InPyTorch(snapshot), Checkpoint = path, File = Path.GetFullPath(target), Vocabulary = vocabulary is null ? null : Path.GetFullPath(vocabulary), Tensors = snapshot.Weights.Keys,
            });
            return ExitCodes.Success;
        }

        if (InPyTorch(snapshot) is { } remark)
            host.Out.WriteLine(remark);
        host.Out.WriteLine($"Wrote {target}: {string.Join(", ", snapshot.Weights.Keys)}.");
        if (vocabulary is not null)
            host.Out.WriteLine($"Wrote {vocabulary}: {snapshot.Vocabulary.Count} symbols.");
        return ExitCodes.Success;
    }
}
