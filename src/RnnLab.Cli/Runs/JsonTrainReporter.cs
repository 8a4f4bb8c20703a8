using System.Text.Json.Nodes;
using RnnLab.Cli.Output;
using RnnLab.Training;
using RnnLab.Training.Checkpoints;
using RnnLab.Training.Metrics;
using RnnLab.Training.Runs;

namespace RnnLab.Cli.Runs;

/// <summary>One JSON object a line, for scripts.</summary>
internal sealed class JsonTrainReporter(TextWriter output, int reportEvery) : ITrainReporter
{
    /// <inheritdoc/>
    public void Started(TrainingRun run, string? note, bool resumed) => JsonLines.Write(output, new
    {
        Event = "start",
        Run = run.Id,
        run.Title,
        run.Directory,
        Resumed = resumed,
        Step = run.Feed.Latest?.Step ?? 0,
        run.TotalSteps,
        Parameters = run.ParameterCount,
        Characters = run.Corpus?.Characters ?? run.TrainCharacters + run.ValidationCharacters,
        run.TrainCharacters,
        run.ValidationCharacters,
        Symbols = run.Vocabulary.Count,
        run.EntropyFloor,
        Note = note,
        Config = JsonNode.Parse(RunConfigJson.Write(run.Config)),
    });

    /// <inheritdoc/>
    public Task WhileAsync(TrainingRun run, Func<Task> watch) => watch();

    /// <inheritdoc/>
    public void Step(in MetricsPoint point)
    {
        if (point.Step % reportEvery != 0)
            return;
        JsonLines.Write(output, new
        {
            Event = "step",
            point.Step,
            point.Epoch,
            point.Loss,
            point.SmoothedLoss,
            GradientNorm = point.GradientNormBefore,
            GradientNormClipped = point.GradientNormAfter,
            point.LearningRate,
            point.TokensPerSecond,
            Seconds = point.SecondsElapsed,
            point.EtaSeconds,
        });
    }

    /// <inheritdoc/>
    public void Validation(ValidationPoint validation, in MetricsPoint at) => JsonLines.Write(output, new
    {
        Event = "validation",
        validation.Step,
        at.Epoch,
        ValLoss = validation.Loss,
        Bits = LossUnits.BitsPerCharacter(validation.Loss),
        Perplexity = LossUnits.Perplexity(validation.Loss),
    });

    /// <inheritdoc/>
    public void Sample(SampleRecord sample) => JsonLines.Write(output, new { Event = "sample", sample.Step, sample.Text, sample.Temperature, sample.Seed });

    /// <inheritdoc/>
    public void Checkpoint(CheckpointInfo checkpoint) => JsonLines.Write(output, new { Event = "checkpoint", checkpoint.Step, ValLoss = checkpoint.ValidationLoss, checkpoint.Path });

    /// <inheritdoc/>
    public void Done(TrainingRun run, RunOutcome outcome) => End("done", run, outcome, null);

    /// <inheritdoc/>
    public void Paused(TrainingRun run, RunOutcome outcome, string resume) => End("paused", run, outcome, resume);

    private void End(string name, TrainingRun run, RunOutcome outcome, string? resume) => JsonLines.Write(output, new
    {
        Event = name,
        outcome.Run,
        outcome.Steps,
        outcome.TrainLoss,
        ValLoss = outcome.ValidationLoss,
        outcome.Seconds,
        outcome.Checkpoint,
        outcome.BestCheckpoint,
        run.Directory,
        Resume = resume,
        Message = RunMessages.ForTheCommandLine(run.Message),
    });
}
