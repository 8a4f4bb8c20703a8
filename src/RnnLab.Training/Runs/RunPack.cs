using RnnLab.Compute;
using RnnLab.Training.Checkpoints;
using RnnLab.Training.Metrics;

namespace RnnLab.Training.Runs;

/// <summary>
/// Writes a run as a small folder to hand on: weights of chosen steps, each with its validation loss, a thinned curve and the samples. Without optimizer state, so it can be
/// looked at and branched from, but not resumed. A folder of such folders is what <see cref="RunRegistryOptions.ShippedDirectory"/> reads.
/// </summary>
public static class RunPack
{
    private const int CurvePoints = 80;

    /// <summary>Writes the folder, which must not exist.</summary>
    /// <param name="run">A run that stands, with its text in the library.</param>
    /// <param name="steps">Stored steps to keep; the last of them is where the packed run ends.</param>
    /// <param name="folder">Where to write.</param>
    /// <param name="backend">Computes the validation losses; stays the caller's.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The checkpoints that were written, by step.</returns>
    /// <exception cref="ArgumentException">A step is not stored, or there is none.</exception>
    /// <exception cref="InvalidOperationException">The run is training, or its text is gone.</exception>
    /// <exception cref="IOException">The folder exists, or the disk is full or refuses.</exception>
    /// <exception cref="SafetensorsException">A stored step cannot be read.</exception>
    public static IReadOnlyList<CheckpointInfo> Write(TrainingRun run, IReadOnlyCollection<long> steps, string folder, IComputeBackend backend, CancellationToken cancellation = default)
    {
        if (run.Status is RunStatus.Running or RunStatus.Queued)
            throw new InvalidOperationException("The run is training. Pause it first.");
        if (Directory.Exists(folder) || File.Exists(folder))
            throw new IOException($"\"{folder}\" exists already. Choose another folder, or delete it first.");
        var stored = Stored(run);
        long[] kept = [.. steps.Distinct().Order()];
        if (kept.Length == 0)
            throw new ArgumentException($"Say which steps to keep. Stored are {string.Join(", ", stored.Keys)}.", nameof(steps));
        if (kept.Where(step => !stored.ContainsKey(step)).ToList() is [var missing, ..])
            throw new ArgumentException(FormattableString.Invariant($"Step {missing} of this run is not stored. Stored are {string.Join(", ", stored.Keys)}."), nameof(steps));
        int[] validation = ValidationPart(run);
        var target = new RunFolder(folder);
        var written = new List<CheckpointInfo>();
        foreach (long step in kept)
        {
            cancellation.ThrowIfCancellationRequested();
            var snapshot = ModelSnapshot.Load(stored[step]);
            double? loss = null;
            if (validation.Length >= 2)
            {
                using var model = snapshot.CreateModel(backend);
                loss = StreamEvaluator.MeanLoss(model, validation);
            }

            written.Add(new CheckpointStore(target.Checkpoints).Save(snapshot.With(run.Config, loss), loss));
        }

        WriteLogs(run, target, kept[^1], Path.GetFileName(written[^1].Path));
        RunFolder.WriteText(target.Config, RunConfigJson.Write(run.Config));
        RunFolder.WriteText(target.Facts, run.Facts.Write());
        return written;
    }

    private static SortedDictionary<long, string> Stored(TrainingRun run)
    {
        var found = new SortedDictionary<long, string>();
        foreach (var checkpoint in run.Checkpoints)
            found[checkpoint.Step] = checkpoint.Path;
        foreach (var entry in run.History)
            found[entry.Step] = entry.Weights;
        return found;
    }

    private static int[] ValidationPart(TrainingRun run)
    {
        try
        {
            return run.LoadSplit().Validation;
        }
        catch (RunCannotContinueException gone)
        {
            throw new InvalidOperationException(gone.Message, gone);
        }
    }

    /// <summary>The curve up to a step, thinned to what a screen can show.</summary>
    private static void WriteLogs(TrainingRun run, RunFolder target, long last, string checkpoint)
    {
        var points = run.Feed.Metrics.Where(point => point.Step <= last).ToList();
        var validations = run.Feed.Validations.Where(point => point.Step <= last).ToList();
        int every = Math.Max(1, (points.Count + CurvePoints - 1) / CurvePoints);
        using var metrics = new JsonLinesFile(target.Metrics, 0);
        using var samples = new JsonLinesFile(target.Samples, 0);
        int next = 0;
        for (int n = 0; n < points.Count; n++)
        {
            if (n % every == 0 || n == points.Count - 1)
                metrics.Append(MetricsLines.Write(points[n]));
            for (; next < validations.Count && validations[next].Step <= points[n].Step; next++)
                metrics.Append(MetricsLines.Write(validations[next]));
        }

        foreach (var sample in run.Samples.Where(sample => sample.Step <= last))
            samples.Append(MetricsLines.Write(sample));
        metrics.Flush(toDisk: true);
        samples.Flush(toDisk: true);
        var best = validations.Count > 0 ? validations.MinBy(point => point.Loss) : (ValidationPoint?)null;
        RunFolder.WriteText(target.State, new RunState
        {
            Status = RunStatus.Finished,
            Step = last,
            Checkpoint = checkpoint,
            MetricsBytes = metrics.Length,
            SamplesBytes = samples.Length,
            SmoothedAverage = points.Count > 0 ? points[^1].SmoothedLoss : 0,
            SmoothedWeight = points.Count > 0 ? 1 : 0,
            SecondsElapsed = points.Count > 0 ? points[^1].SecondsElapsed : 0,
            BestLoss = best?.Loss,
            BestStep = best?.Step ?? 0,
            Backend = run.BackendOfCheckpoint,
        }.Write());
    }
}
