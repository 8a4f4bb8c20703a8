using System.Globalization;
using RnnLab.Data.Text;

namespace RnnLab.Training.Runs;

/// <summary>Finds the runs that a data directory holds. Damage to one is said of that one and touches no other.</summary>
internal static class RunLoader
{
    /// <summary>Begins the name of a folder that is still being made; one that a crash left means nothing.</summary>
    public const string PartialPrefix = ".partial-";

    /// <summary>Deletes a folder that was never finished, as far as the disk allows.</summary>
    public static void DeletePartial(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception problem) when (DiskTrouble.Is(problem))
        {
            // It is passed over when runs are listed, and the caller has something more important to say.
        }
    }

    public static IEnumerable<(TrainingRun? Run, UnreadableRun? Unreadable)> LoadAll(RunRegistry registry, string directory)
    {
        string[] folders;
        try
        {
            folders = Directory.Exists(directory) ? Directory.GetDirectories(directory) : [];
        }
        catch (Exception problem) when (DiskTrouble.Is(problem))
        {
            registry.Log($"The runs in {directory} cannot be listed.", problem);
            folders = [];
        }

        foreach (string path in folders)
        {
            if (Path.GetFileName(path).StartsWith(PartialPrefix, StringComparison.Ordinal))
                DeletePartial(path);
            else
                yield return Load(registry, path, shipped: false);
        }
    }

    /// <summary>The runs that ship with the program; every folder is one, and none is written to.</summary>
    public static IEnumerable<(TrainingRun? Run, UnreadableRun? Unreadable)> LoadShipped(RunRegistry registry, string directory)
    {
        string[] folders = [];
        try
        {
            folders = Directory.GetDirectories(directory);
        }
        catch (Exception problem) when (DiskTrouble.Is(problem))
        {
            registry.Log($"The shipped models in {directory} cannot be listed.", problem);
        }

        return folders.Select(path => Load(registry, path, shipped: true));
    }

    private static (TrainingRun? Run, UnreadableRun? Unreadable) Load(RunRegistry registry, string path, bool shipped)
    {
        string id = Path.GetFileName(path);
        var folder = new RunFolder(path);
        try
        {
            var config = RunConfigJson.Read(File.ReadAllText(folder.Config));
            var facts = RunFacts.Read(File.ReadAllText(folder.Facts));
            var problems = config.Validate(facts.Vocabulary.Count, facts.TrainCharacters, long.MaxValue);
            if (problems.Count > 0)
                throw new FormatException(problems[0].Message);
            if (shipped)
                return (new TrainingRun(registry, id, folder, config, facts, RunStatus.Finished, null) { IsShipped = true }, null);
            var (status, message, step) = Standing(folder);
            var run = new TrainingRun(registry, id, folder, config, facts, status, message);

            // Its length was raised since it finished.
            return (status == RunStatus.Finished && step < run.TotalSteps
                ? new TrainingRun(registry, id, folder, config, facts, RunStatus.Paused, message)
                : run, null);
        }
        catch (Exception problem) when (DiskTrouble.Is(problem) || problem is FormatException or TextFormatException or ArgumentException or OverflowException)
        {
            registry.Log($"The run in {path} cannot be read.", problem);
            string reason = problem is FileNotFoundException missing ? $"{Path.GetFileName(missing.FileName)} is missing." : problem.Message;
            return (null, new(id, $"The folder {path} does not hold a run that can be read: {reason} Mend or delete the folder; nothing in it was changed."));
        }
    }

    private static (RunStatus Status, string? Message, long Step) Standing(RunFolder folder)
    {
        if (!File.Exists(folder.State))
        {
            return File.Exists(folder.Metrics)
                ? (RunStatus.Paused, "Training was interrupted before its first checkpoint; Start begins again.", 0)
                : (RunStatus.Ready, null, 0);
        }

        RunState state;
        try
        {
            state = RunState.Read(File.ReadAllText(folder.State));
        }
        catch (FormatException problem)
        {
            return (RunStatus.Failed, $"This run cannot be continued: {problem.Message} Its checkpoints can be sampled; reset it to begin again.", 0);
        }

        return state.Status is RunStatus.Running or RunStatus.Queued
            ? (RunStatus.Paused, state.Checkpoint is null
                ? "Training was interrupted before its first checkpoint; Start begins again."
                : string.Create(CultureInfo.InvariantCulture, $"Training was interrupted; Start continues from the checkpoint at step {state.Step:N0}."), state.Step)
            : (state.Status, state.Message, state.Step);
    }
}
