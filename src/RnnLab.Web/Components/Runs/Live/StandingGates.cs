using RnnLab.Compute;
using RnnLab.Nn;
using RnnLab.Training.Checkpoints;
using RnnLab.Training.Runs;
using RnnLab.Training.Views;

namespace RnnLab.Web.Components.Runs.Live;

/// <summary>Computes the gates of a run that is not training, on a thread of the pool, from the weights where it stands.</summary>
public static class StandingGates
{
    /// <summary>The gates while the network reads the beginning of a text, or the sentence that says why there are none.</summary>
    /// <param name="run">A run that stands.</param>
    /// <param name="text">What it reads.</param>
    /// <param name="engine">Makes the backend, and says how many characters are read.</param>
    public static async Task<(GateFrame? Frame, string? Problem)> ComputeAsync(TrainingRun run, string text, RunRegistryOptions engine)
    {
        string read = string.Concat(text.EnumerateRunes().Take(engine.GateTextLength));
        if (read.Length == 0)
            return (null, null);
        try
        {
            ModelSnapshot snapshot = await run.SnapshotAsync();
            return await Task.Run(() =>
            {
                using IComputeBackend backend = engine.CreateBackend(1);
                using LanguageModel model = snapshot.CreateModel(backend);
                return ((GateFrame?)GateProbe.Compute(model, snapshot.Vocabulary, read, run.Id, snapshot.Step), (string?)null);
            });
        }
        catch (Exception unreadable) when (unreadable is SafetensorsException or IOException or InvalidOperationException)
        {
            return (null, $"The gates cannot be shown: {unreadable.Message}");
        }
    }
}
