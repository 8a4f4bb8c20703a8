using System.CommandLine;
using System.Globalization;
using RnnLab.Cli.Output;
using RnnLab.Cli.Parsing;
using RnnLab.Compute;
using RnnLab.Nn.Recurrent;
using RnnLab.Training.Checkpoints;
using RnnLab.Training.Interchange;

namespace RnnLab.Cli.Commands;

/// <summary><c>inspect</c>: says what a safetensors file of any origin holds, and whether it can be run here.</summary>
internal sealed class InspectCommand(CliHost host)
{
    private readonly Argument<string?> _file = CliOptions.File("The .safetensors file, from RnnLab, PyTorch or elsewhere.");
    private readonly Option<CellKind?> _cell = CliOptions.ForeignCell();
    private readonly Option<bool> _json = CliOptions.Flag("--json", "Print one JSON object.");

    /// <summary>The command and its action.</summary>
    public Command Build()
    {
        var command = new Command("inspect", "Say what a .safetensors file holds, and whether it is a model that runs here.") { _file, _cell, _json };
        command.SetAction(parsed => Run(CliOptions.Read(parsed, _file, "Say which file to look into: inspect FILE."), parsed.GetValue(_cell), parsed.GetValue(_json)));
        return command;
    }

    private int Run(string path, CellKind? cell, bool json)
    {
        var model = ForeignModel.Open(path, cell);
        if (json)
        {
            JsonLines.Write(host.Out, new
            {
                Event = "inspection",
                File = Path.GetFullPath(path),
                Tensors = model.Tensors.Select(tensor => new { tensor.Name, Type = tensor.Type.ToString().ToUpperInvariant(), tensor.Shape, Role = model.Roles.GetValueOrDefault(tensor.Name) }),
                model.Metadata,
                model.Shape,
                model.Notes,
                model.Problems,
            });
            return ExitCodes.Success;
        }

        long numbers = model.Tensors.Sum(tensor => (long)tensor.Count);
        Say($"{Path.GetFileName(path)}: {model.Tensors.Count} {(model.Tensors.Count == 1 ? "tensor" : "tensors")}, {numbers:N0} numbers.");
        int width = model.Tensors.Select(tensor => tensor.Name.Length).DefaultIfEmpty(0).Max();
        foreach (var tensor in model.Tensors)
        {
            string role = model.Roles.GetValueOrDefault(tensor.Name) is { } known && known != tensor.Name ? $"  is {known}" : "";
            Say($"  {tensor.Name.PadRight(Math.Min(width, 60))}  {tensor.Type.ToString().ToUpperInvariant()} [{string.Join(", ", tensor.Shape)}]{role}");
        }

        if (model.Metadata.ContainsKey("rnnlab.config"))
        {
            // It says itself what it is.
            var snapshot = ModelSnapshot.Load(path);
            var own = snapshot.ModelConfig;
            Say($"A checkpoint of RnnLab after training step {snapshot.Step:N0}: {own.Description.Title}, {own.Layers} {(own.Layers == 1 ? "layer" : "layers")} of {own.Hidden} hidden units, {own.Vocabulary} symbols, trained on \"{snapshot.Config.Corpus}\".");
            if (cell is not null)
                Say($"It says itself what its cell is, so --cell was not read.");
            if (own.LayerNormalized)
                Say($"Its cells are layer-normalised. PyTorch has no such layer: {string.Join(", ", CellDescription.NormalizationOf(own.Cell, own.Variant).Select(parameter => parameter.Name))} are RnnLab's own names.");
            return ExitCodes.Success;
        }

        if (model.Shape is { } shape)
            Say($"{Describe(shape)}");
        foreach (string note in model.Notes)
            Say($"{note}");
        foreach (string problem in model.Problems)
            Say($"It does not run here as a language model: {problem}");
        if (model.Problems.Count == 0)
            Say($"To let it write: sample --checkpoint {path} --vocabulary FILE, where FILE holds its {model.Shape!.Vocabulary} symbols.");
        return ExitCodes.Success;
    }

    private static FormattableString Describe(ForeignShape shape) =>
        $"{(shape.Vocabulary is null ? "A recurrent network" : "A language model")}: {CellDescription.Of(shape.Cell).Title}, {shape.Layers} {(shape.Layers == 1 ? "layer" : "layers")} of {shape.Hidden} hidden units{(shape.Bidirectional ? " in each of two directions" : "")}, {Reads(shape)}{(shape.Vocabulary is { } symbols ? $", {symbols} symbols" : "")}.";

    private static string Reads(ForeignShape shape) => shape.Embedding switch
    {
        null => $"reads {shape.Input} numbers",
        0 => "one-hot input",
        var embedded => $"symbols embedded in {embedded} numbers",
    };

    private void Say(FormattableString line) => host.Out.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
