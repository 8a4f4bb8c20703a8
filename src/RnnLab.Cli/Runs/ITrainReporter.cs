using RnnLab.Training.Checkpoints;
using RnnLab.Training.Metrics;
using RnnLab.Training.Runs;

namespace RnnLab.Cli.Runs;

/// <summary>Shows a run that trains. All methods are called from one thread at a time, in the order in which things happened.</summary>
internal interface ITrainReporter
{
    /// <summary>What is about to be trained.</summary>
    void Started(TrainingRun run, string? note, bool resumed);

    /// <summary>Runs <paramref name="watch"/>, with whatever shows progress around it.</summary>
    Task WhileAsync(TrainingRun run, Func<Task> watch);

    /// <summary>A training step was done; called for every step.</summary>
    void Step(in MetricsPoint point);

    /// <summary>The model was validated.</summary>
    void Validation(ValidationPoint validation, in MetricsPoint at);

    /// <summary>The model wrote a sample.</summary>
    void Sample(SampleRecord sample);

    /// <summary>A checkpoint was written.</summary>
    void Checkpoint(CheckpointInfo checkpoint);

    /// <summary>All steps are done.</summary>
    void Done(TrainingRun run, RunOutcome outcome);

    /// <summary>The person paused it; <paramref name="resume"/> is the command that continues.</summary>
    void Paused(TrainingRun run, RunOutcome outcome, string resume);
}
