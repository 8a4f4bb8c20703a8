using RnnLab.Training.Checkpoints;
using RnnLab.Training.Metrics;

namespace RnnLab.Training.Runs;

/// <summary>Makes the folder of a run that goes on from a stored step of another one.</summary>
internal static class RunBranch
{
    /// <summary>What is said of a branch whose source keeps no optimizer state.</summary>
    public const string FreshOptimizer = "The source keeps only its weights: the optimizer begins afresh here, so the first steps may be a little rougher.";

    /// <summary>Writes checkpoint, curves and state of the source at a stored step into a new folder.</summary>
    /// <exception cref="IOException">The disk is full or refuses.</exception>
    /// <exception cref="SafetensorsException">The stored step cannot be read.</exception>
    public static void Write(RunFolder folder, RunConfig config, RunFeed source, HistoryEntry entry, string? backend)
    {
        // What the file says of its configuration is that of the source; the weights are taken over into one of the branch's own.
        var taken = ModelSnapshot.Load(entry.Weights);
        string name = CheckpointStore.FileName(entry.Step, taken.ValidationLoss), resume = $"resume-{entry.Step:00000000}.safetensors";
        new CheckpointStore(folder.Checkpoints).Save(taken.With(config), taken.ValidationLoss);
        if (entry.Resume is { } from)
            File.Copy(from, folder.File(resume));

        var smoothed = new SmoothedLoss();
        double seconds = 0;
        var progress = new ValidationProgress();
        var validations = source.Validations.Where(point => point.Step <= entry.Step).GroupBy(point => point.Step).ToDictionary(group => group.Key, group => group.Last());
        long metricsBytes, samplesBytes;
        using (var metrics = new JsonLinesFile(folder.Metrics, 0))
        {
            foreach (var point in source.Metrics.Where(point => point.Step <= entry.Step))
            {
                metrics.Append(MetricsLines.Write(point));
                smoothed.Add(point.Loss);
                seconds = point.SecondsElapsed;
                if (!validations.TryGetValue(point.Step, out var validation))
                    continue;
                metrics.Append(MetricsLines.Write(validation));
                progress = progress.Observe(validation.Loss, config);
            }

            metrics.Flush(toDisk: true);
            metricsBytes = metrics.Length;
        }

        using (var samples = new JsonLinesFile(folder.Samples, 0))
        {
            foreach (var sample in source.Samples.Where(sample => sample.Step <= entry.Step))
                samples.Append(MetricsLines.Write(sample));
            samples.Flush(toDisk: true);
            samplesBytes = samples.Length;
        }

        RunFolder.WriteText(folder.State, new RunState
        {
            Status = RunStatus.Paused,
            Step = entry.Step,
            Checkpoint = name,
            Resume = entry.Resume is null ? null : resume,
            MetricsBytes = metricsBytes,
            SamplesBytes = samplesBytes,
            SmoothedAverage = smoothed.Average,
            SmoothedWeight = smoothed.Weight,
            SecondsElapsed = seconds,
            Progress = progress.Continued(),
            Backend = backend,
        }.Write());
    }
}
