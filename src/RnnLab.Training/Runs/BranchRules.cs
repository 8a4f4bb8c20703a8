using System.Collections.Frozen;
using System.Reflection;

namespace RnnLab.Training.Runs;

/// <summary>Which settings a branch may have otherwise than the run that it goes on from, and why not the others.</summary>
public static class BranchRules
{
    private static readonly PropertyInfo[] Settings = [.. typeof(RunConfig).GetProperties().Where(property => property.SetMethod is not null)];

    private static readonly FrozenSet<string> Free = FrozenSet.Create(
        nameof(RunConfig.LearningRate), nameof(RunConfig.Schedule), nameof(RunConfig.LearningRateDecay), nameof(RunConfig.LearningRateDecayAfter), nameof(RunConfig.LearningRateMinimum),
        nameof(RunConfig.WarmupSteps), nameof(RunConfig.PlateauPatience), nameof(RunConfig.WeightDecay), nameof(RunConfig.RmsPropDecay), nameof(RunConfig.Dropout), nameof(RunConfig.DropoutKind),
        nameof(RunConfig.RecurrentDropout), nameof(RunConfig.ZoneoutHidden), nameof(RunConfig.ZoneoutCell), nameof(RunConfig.LabelSmoothing), nameof(RunConfig.Truncation),
        nameof(RunConfig.TruncationLength), nameof(RunConfig.TeacherForcing), nameof(RunConfig.TeacherForcingHalf), nameof(RunConfig.TeacherForcingMinimum), nameof(RunConfig.OwnInputs),
        nameof(RunConfig.Clip), nameof(RunConfig.ClipAt), nameof(RunConfig.Seed), nameof(RunConfig.Epochs), nameof(RunConfig.MaxSteps), nameof(RunConfig.Patience), nameof(RunConfig.ValidateEvery),
        nameof(RunConfig.CheckpointEvery), nameof(RunConfig.SampleEvery), nameof(RunConfig.SampleLength), nameof(RunConfig.SampleTemperature));

    /// <summary>Why a branch cannot have another value of a setting, in a sentence; null where it can.</summary>
    /// <param name="field">The setting's name in <see cref="RunConfig"/>.</param>
    public static string? WhyNot(string field) => Free.Contains(field) ? null : field switch
    {
        nameof(RunConfig.Corpus) or nameof(RunConfig.TrainFraction) or nameof(RunConfig.ValidationFraction) => "The branch goes on at this place in this text, and the vocabulary is that of the text.",
        nameof(RunConfig.SequenceLength) or nameof(RunConfig.Batch) or nameof(RunConfig.Partitioning) or nameof(RunConfig.Accumulate) => "The place in the text, and the states that are carried on, belong to batches cut in this way.",
        nameof(RunConfig.Optimizer) => "What the optimizer remembers of earlier gradients fits no other optimizer.",
        nameof(RunConfig.Initialization) or nameof(RunConfig.ForgetBias) => "It only says how the first weights are drawn, and these have been trained since.",
        _ => "The weights would have another shape or another meaning.",
    };

    /// <summary>What of a branch's settings cannot be; empty where it can be made.</summary>
    public static IReadOnlyList<ConfigProblem> Problems(RunConfig source, RunConfig branch) =>
    [
        .. Settings.Where(setting => !Equals(setting.GetValue(source), setting.GetValue(branch)))
            .Select(setting => (setting.Name, Why: WhyNot(setting.Name)))
            .Where(refused => refused.Why is not null)
            .Select(refused => new ConfigProblem(refused.Name, $"A branch goes on with the same network on the same text, so {refused.Name} stays as it is. {refused.Why} Make a new run for that.")),
    ];
}
