using System.CommandLine;
using System.Globalization;
using RnnLab.Cli.Output;
using RnnLab.Cli.Parsing;
using RnnLab.Cli.Runs;
using RnnLab.Data.Corpora;
using RnnLab.Data.Text;
using RnnLab.Training.Runs;

namespace RnnLab.Cli.Commands;

/// <summary><c>pack</c>: writes a trained run as a small folder that the workbench shows among its shipped models.</summary>
internal sealed class PackCommand(CliHost host)
{
    private readonly Option<string?> _run = CliOptions.Text("--run", "The run: the folder that was given to train --out.", "DIR");
    private readonly Option<string?> _steps = CliOptions.Text("--steps", "Stored steps to keep, with commas between them; the last is where the packed run ends.", "LIST");
    private readonly Option<string?> _out = CliOptions.Text("--out", "The folder to write; it must not exist.", "DIR");
    private readonly Option<bool> _json = CliOptions.Flag("--json", "Print one JSON object.");

    /// <summary>The command and its action.</summary>
    public Command Build()
    {
        var command = new Command("pack", "Write a run as a small read-only folder: weights of chosen steps, curve and samples, no optimizer state.") { _run, _steps, _out, _json };
        command.SetAction((parsed, interrupt) => RunAsync(
            parsed.GetValue(_run) ?? throw new CliException("Say which run to pack: --run DIR, the folder that was given to train --out."),
            parsed.GetValue(_steps) ?? throw new CliException("Say which steps to keep: --steps 0,50,200, for instance."),
            parsed.GetValue(_out) ?? throw new CliException("Say where to write: --out DIR."),
            parsed.GetValue(_json), interrupt));
        return command;
    }

    private async Task<int> RunAsync(string path, string list, string target, bool json, CancellationToken interrupt)
    {
        if (Directory.Exists(target) || File.Exists(target))
            throw new CliException($"\"{target}\" exists already. Choose another folder for --out, or delete it first.");
        long[] steps = [.. list.Split(',').Select(Step)];
        var (data, id) = OutputFolder.FindRun(path);
        await using var registry = new RunRegistry(
            new() { DataDirectory = data, CreateBackend = threads => Backends.Create(null, threads) },
            new CorpusLibrary(Path.Combine(data, "corpora"), new TextLimits(500L << 20)),
            host.Time);
        var run = registry.Find(id) ?? throw new CliException($"The run {id} cannot be read.");
        using var backend = Backends.Create(null, 1);
        try
        {
            var written = RunPack.Write(run, steps, Path.GetFullPath(target), backend, interrupt);
            if (json)
            {
                JsonLines.Write(host.Out, new { Event = "pack", Run = id, Folder = Path.GetFullPath(target), Checkpoints = written.Select(checkpoint => new { checkpoint.Step, checkpoint.ValidationLoss }) });
                return ExitCodes.Success;
            }

            foreach (var checkpoint in written)
                host.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"step {checkpoint.Step:N0}{(checkpoint.ValidationLoss is { } loss ? $", validation {loss:0.0000} nats per character" : "")}"));
            host.Out.WriteLine($"Wrote {target}.");
            return ExitCodes.Success;
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException)
        {
            throw new CliException(problem.Message.Split(" (Parameter", 2)[0]);
        }
    }

    private static long Step(string word) => long.TryParse(word.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long step)
        ? step
        : throw new CliException($"\"{word.Trim()}\" is not a step. Give whole numbers with commas between them to --steps.");
}
