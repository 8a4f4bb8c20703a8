using System.Globalization;
using RnnLab.Training.Runs;

namespace RnnLab.Training.Views;

/// <summary>What kind of thing a diagnosis says.</summary>
public enum DiagnosisKind
{
    /// <summary>Too little has been seen.</summary>
    TooEarly,

    /// <summary>The validation loss is still falling.</summary>
    Learning,

    /// <summary>The model fits the training part better and better, and the validation part worse.</summary>
    Overfitting,

    /// <summary>Both losses are high and no longer fall: the model is too small or the learning rate wrong.</summary>
    Underfitting,

    /// <summary>The losses have stopped falling.</summary>
    Plateau,

    /// <summary>The loss is close to the entropy of the text.</summary>
    NearFloor,

    /// <summary>The gradient norm has grown far beyond what it was.</summary>
    ExplodingGradients,

    /// <summary>The run has failed.</summary>
    Failed,
}

/// <summary>A sentence about how a run goes, and the observation it rests on.</summary>
/// <param name="Kind">What kind of thing it says.</param>
/// <param name="Sentence">For people: the judgement, and what to try.</param>
/// <param name="Observation">The numbers that were seen.</param>
public sealed record RunDiagnosis(DiagnosisKind Kind, string Sentence, string Observation)
{
    /// <summary>Judges a run by its curves.</summary>
    public static RunDiagnosis Of(TrainingRun run)
    {
        if (run.Status == RunStatus.Failed)
            return new(DiagnosisKind.Failed, run.Message ?? "The run has failed.", string.Create(CultureInfo.InvariantCulture, $"{run.Feed.Metrics.Count:N0} steps were done."));
        return CurveDiagnosis.Judge(run.Feed.Metrics, run.Feed.Validations, run.Vocabulary.Count, run.EntropyFloor);
    }
}
