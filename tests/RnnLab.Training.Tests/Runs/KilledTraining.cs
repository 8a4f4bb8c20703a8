using System.Diagnostics;
using System.Globalization;
using RnnLab.Compute;
using RnnLab.Data.Corpora;
using RnnLab.Training.Runs;

namespace RnnLab.Training.Tests.Runs;

/// <summary>A program that opens a data directory, starts its only run, and dies by SIGKILL at a moment given, or trains to the end.</summary>
internal static class KilledTraining
{
    public const string Switch = "--killed-training";

    /// <summary>The exit code where another process has the directory; it is then named.</summary>
    public const int KeptOut = 3;

    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            return await TrainAsync(args);
        }
        catch (DataDirectoryInUseException taken)
        {
            Console.WriteLine(taken.ProcessId);
            return KeptOut;
        }
    }

    /// <summary>The moments: after a step, or while the n-th file of a checkpoint is being written.</summary>
    private static async Task<int> TrainAsync(string[] args)
    {
        string directory = args[1], moment = args[2];
        await using var registry = Open(directory, args[3]);
        var run = registry.List().Single();
        var settled = Task.CompletedTask;
        await run.StartAsync();
        settled = run.WhenSettledAsync();
        if (moment != "never")
            DieAt(moment, directory, run, settled);
        await settled;
        Console.WriteLine($"{run.Status} {run.Message}");
        return run.Status == RunStatus.Finished ? 0 : 1;
    }

    public static RunRegistry Open(string directory, string backend = "reference-f64") => new(
        new() { DataDirectory = directory, CreateBackend = _ => ComputeBackends.Create(backend, 2) },
        new CorpusLibrary(Path.Combine(directory, "uploads")),
        TimeProvider.System);

    private static void DieAt(string moment, string directory, TrainingRun run, Task settled)
    {
        string[] parts = moment.Split(':');
        int count = int.Parse(parts[1], CultureInfo.InvariantCulture), seen = 0;
        bool present = false;

        // Watching without pause is the point: the moment must not be missed.
        while (!settled.IsCompleted)
        {
            if (parts[0] == "step" && run.Feed.Latest?.Step >= count)
                Process.GetCurrentProcess().Kill();
            if (parts[0] == "write")
            {
                bool now = Directory.EnumerateFiles(directory, "*.partial", SearchOption.AllDirectories).Any();
                if (now && !present && ++seen == count)
                    Process.GetCurrentProcess().Kill();
                present = now;
            }
        }
    }
}
