using RnnLab.Training.Metrics;

namespace RnnLab.Training.Runs;

/// <summary>The curves of a run as its folder tells them.</summary>
internal static class RunHistory
{
    /// <summary>
    /// Of a run that can go on, what belongs to its checkpoint, since it continues from there; of a failed one everything, since its end is what there is to see.
    /// What cannot be read is left out.
    /// </summary>
    public static (List<MetricsPoint> Metrics, List<ValidationPoint> Validations, List<SampleRecord> Samples) Read(RunFolder folder)
    {
        try
        {
            RunState? state = null;
            try
            {
                state = File.Exists(folder.State) ? RunState.Read(File.ReadAllText(folder.State)) : null;
            }
            catch (FormatException)
            {
                // The run says so in its message; the curves are worth showing nonetheless.
                state = new RunState { Status = RunStatus.Failed };
            }

            if (state is null)
                return ([], [], []);
            bool all = state.Status == RunStatus.Failed;
            var (metrics, validations) = MetricsLines.Read(folder.Metrics, all ? long.MaxValue : state.Step, all ? long.MaxValue : state.MetricsBytes);
            return (metrics, validations, MetricsLines.ReadSamples(folder.Samples, all ? long.MaxValue : state.Step, all ? long.MaxValue : state.SamplesBytes));
        }
        catch (Exception problem) when (DiskTrouble.Is(problem))
        {
            return ([], [], []);
        }
    }
}
