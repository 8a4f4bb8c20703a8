using System.CommandLine;
using System.Globalization;
using RnnLab.Cli.Parsing;
using RnnLab.Cli.Runs;
using RnnLab.Data.Corpora;
using RnnLab.Data.Text;
using RnnLab.Training;
using RnnLab.Training.Runs;

namespace RnnLab.Cli.Commands;

/// <summary><c>train</c>: makes a run or opens one, and trains it until it is done or Ctrl+C pauses it.</summary>
internal sealed class TrainCommand(CliHost host)
{
    private readonly TrainOptions _options = new();

    /// <summary>The command and its action.</summary>
    public Command Build()
    {
        var command = new Command("train", "Train a character model on a text, or continue a run.");
        foreach (var option in _options.All)
            command.Add(option);
        command.SetAction((parsed, interrupt) => RunAsync(_options.Read(parsed), interrupt));
        return command;
    }

    private Task<int> RunAsync(TrainRequest request, CancellationToken interrupt) =>
        request.Resume is { } folder ? ResumeAsync(request, folder, interrupt) : BeginAsync(request, interrupt);

    private async Task<int> BeginAsync(TrainRequest request, CancellationToken interrupt)
    {
        if (request.Config.Validate() is [_, ..] problems)
            throw new RunConfigException(problems);
        string folder = Path.GetFullPath(request.Out ?? DefaultFolder(request.Config));
        bool isNew = OutputFolder.Prepare(folder);
        var registry = Open(folder, request);
        try
        {
            await using var mine = registry;
            var (config, note) = await WithTextAsync(request, folder, interrupt);
            var run = await registry.CreateAsync(config, request.Title, interrupt);
            isNew = false;
            return await TrainAsync(run, request, folder, note, resumed: false, interrupt);
        }
        catch when (isNew)
        {
            // A folder that was made for a run that could not be made would only be in the way of the next try.
            OutputFolder.TryDelete(folder);
            throw;
        }
    }

    private async Task<int> ResumeAsync(TrainRequest request, string folder, CancellationToken interrupt)
    {
        var (data, id) = OutputFolder.FindRun(folder);
        await using var registry = Open(data, request);
        var run = Find(registry, id);
        if ((request.Epochs is not null || request.Steps is not null) && await run.ExtendAsync(request.Epochs, request.Steps) is { Done: false } refused)
            throw new CliException(refused.Message);
        return await TrainAsync(run, request, folder, null, resumed: true, interrupt);
    }

    private async Task<int> TrainAsync(TrainingRun run, TrainRequest request, string folder, string? note, bool resumed, CancellationToken interrupt)
    {
        ITrainReporter reporter = request.Json
            ? new JsonTrainReporter(host.Out, request.ReportEvery)
            : new ConsoleTrainReporter(host.Out, host.Interactive);
        var watcher = new RunWatcher(run, reporter);
        var started = await run.StartAsync();
        if (!started.Done)
            throw new CliException(run.Status == RunStatus.Finished ? Finished(run, folder) : started.Message);
        reporter.Started(run, note, resumed);
        await reporter.WhileAsync(run, () => watcher.WatchAsync(interrupt));

        var outcome = RunOutcome.Of(run);
        string resume = $"train --resume \"{folder}\"";
        switch (run.Status)
        {
            case RunStatus.Finished:
                reporter.Done(run, outcome);
                return ExitCodes.Success;
            case RunStatus.Paused or RunStatus.Ready when interrupt.IsCancellationRequested && run.Message is null:
                reporter.Paused(run, outcome, resume);
                return ExitCodes.Interrupted;
            case RunStatus.Failed:
                throw new CliException(RunMessages.ForTheCommandLine(run.Message) ?? "Training failed.", ExitCodes.Failure);
            default:
                throw new CliException($"{RunMessages.ForTheCommandLine(run.Message) ?? "Training did not go on."} Continue with: {resume}", ExitCodes.Failure);
        }
    }

    /// <summary>The configuration with the name of the text, which is copied into the run's folder first where it is a person's own.</summary>
    private static async Task<(RunConfig Config, string? Note)> WithTextAsync(TrainRequest request, string folder, CancellationToken interrupt)
    {
        if (request.Text is not { } path)
            return (request.Config, null);
        if (Directory.Exists(path))
            throw new CliException($"\"{path}\" is a folder. Give a text file to --text.");
        if (!File.Exists(path))
            throw new CliException($"There is no file at \"{path}\". Check the path given to --text.");
        await using var stream = File.OpenRead(path);
        var corpus = await Corpora(folder).SaveUploadAsync(stream, Path.GetFileName(path), interrupt);
        return (request.Config with { Corpus = corpus.Name }, corpus.Note);
    }

    private static TrainingRun Find(RunRegistry registry, string id) => registry.Find(id)
        ?? throw new CliException(registry.Unreadable.FirstOrDefault(bad => bad.Id == id)?.Message ?? $"The run {id} cannot be read.");

    /// <summary>Opens the folder, which keeps other processes out of it until it is disposed.</summary>
    private RunRegistry Open(string folder, TrainRequest request)
    {
        var options = new RunRegistryOptions { DataDirectory = folder, CreateBackend = threads => Backends.Create(request.Backend, threads), Threads = request.Threads ?? 0 };
        try
        {
            return new(options, Corpora(folder), host.Time);
        }
        catch (DataDirectoryInUseException taken)
        {
            string who = taken.ProcessId is { } id ? string.Create(CultureInfo.InvariantCulture, $" (process {id})") : "";
            throw new CliException($"Another process is training in \"{folder}\"{who}. Wait until it is done, or pause it with Ctrl+C there.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"The folder \"{folder}\" cannot be written: {problem.Message}");
        }
    }

    private static CorpusLibrary Corpora(string folder) => new(Path.Combine(folder, "corpora"), new TextLimits(500L << 20));

    private static string Finished(TrainingRun run, string folder) =>
        string.Create(CultureInfo.InvariantCulture, $"This run has finished its {run.TotalSteps:N0} steps. To go on, ask for more: --resume \"{folder}\" --epochs {2 * run.Config.Epochs}.");

    private string DefaultFolder(RunConfig config) => Path.Combine("runs", string.Create(
        CultureInfo.InvariantCulture, $"{host.Time.GetLocalNow():yyyyMMdd-HHmmss}-{config.CellWord}"));
}
