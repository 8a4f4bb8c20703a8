using System.Globalization;
using RnnLab.Training;
using RnnLab.Training.Runs;

namespace RnnLab.Cli.Runs;

/// <summary>
/// Lets a run go on for longer than it was made for. The number of steps changes nothing in the steps themselves, so the curve is that of a run
/// which had been given that length at once.
/// </summary>
internal static class RunExtension
{
    /// <summary>Writes the new length into the configuration of a run that stands; the registry must be opened again to see it.</summary>
    /// <exception cref="CliException">The run has gone further than that already.</exception>
    public static void Apply(TrainingRun run, int? epochs, long? steps)
    {
        // More epochs alone mean those epochs, also where the run was given a number of steps before.
        var config = run.Config with { Epochs = epochs ?? run.Config.Epochs, MaxSteps = steps ?? (epochs is null ? run.Config.MaxSteps : null) };
        if (steps is not null && epochs is null)
            config = config with { Epochs = int.Max(config.Epochs, EpochsFor(run, steps.Value)) };
        long done = run.Feed.Latest?.Step ?? 0, total = Math.Min(config.Epochs * StepsPerEpoch(run), config.MaxSteps ?? long.MaxValue);
        if (total <= done)
        {
            throw new CliException(string.Create(CultureInfo.InvariantCulture,
                $"This run has done {done:N0} steps already ({(double)done / StepsPerEpoch(run):0.##} epochs); --epochs and --steps count from its beginning, so ask for more than that."));
        }

        if (config == run.Config)
            return;
        string path = Path.Combine(run.Directory, "config.json"), beside = path + ".new";
        File.WriteAllText(beside, RunConfigJson.Write(config));
        File.Move(beside, path, overwrite: true);
    }

    private static int EpochsFor(TrainingRun run, long steps) => (int)Math.Min(1_000_000, (steps + StepsPerEpoch(run) - 1) / StepsPerEpoch(run));

    private static long StepsPerEpoch(TrainingRun run) => run.StepsPerEpoch;
}
