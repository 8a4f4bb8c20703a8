using System.Globalization;
using RnnLab.Compute;
using RnnLab.Nn;
using RnnLab.Nn.Optimizers;
using RnnLab.Nn.Schedules;

namespace RnnLab.Training;

/// <summary>One field of <see cref="RunConfig"/> as a key and a text: the single table behind links.</summary>
internal sealed record RunConfigField(string Name, string Key, string Expected, Func<RunConfig, string> Get, Func<RunConfig, string, RunConfig?> Set)
{
    public static IReadOnlyList<RunConfigField> All { get; } =
    [
        new(nameof(RunConfig.Corpus), "corpus", "the name of a text", c => c.Corpus, (c, t) => t.Length > 0 ? c with { Corpus = t } : null),
        Real(nameof(RunConfig.TrainFraction), "train", c => c.TrainFraction, (c, x) => c with { TrainFraction = x }),
        Real(nameof(RunConfig.ValidationFraction), "validation", c => c.ValidationFraction, (c, x) => c with { ValidationFraction = x }),
        Word(nameof(RunConfig.Cell), "cell", c => c.Cell, (RunConfig c, CellKind x) => c with { Cell = x }),
        new(nameof(RunConfig.Variant), "lstmvariant", "made of " + string.Join(", ", LstmVariants.Words.Keys), c => c.Variant.ToWords(),
            (c, t) => LstmVariants.TryParse(t, out var x) ? c with { Variant = x } : null),
        new(nameof(RunConfig.ForgetBias), "forgetbias", "a number", c => c.ForgetBias?.ToString("R", CultureInfo.InvariantCulture) ?? "",
            (c, t) => t.Length == 0 ? c with { ForgetBias = null } : double.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out double x) && double.IsFinite(x) ? c with { ForgetBias = x } : null),
        new(nameof(RunConfig.OwnCell), "owncell", "the equations of a cell", c => c.OwnCell ?? "", (c, t) => c with { OwnCell = t.Length == 0 ? null : t }),
        Whole(nameof(RunConfig.Layers), "layers", c => c.Layers, (c, x) => c with { Layers = x }),
        Whole(nameof(RunConfig.Hidden), "hidden", c => c.Hidden, (c, x) => c with { Hidden = x }),
        Whole(nameof(RunConfig.Embedding), "embedding", c => c.Embedding, (c, x) => c with { Embedding = x }),
        Word(nameof(RunConfig.Head), "head", c => c.Head, (RunConfig c, HeadKind x) => c with { Head = x }),
        Flag(nameof(RunConfig.Residual), "residual", c => c.Residual, (c, x) => c with { Residual = x }),
        Flag(nameof(RunConfig.LayerNormalized), "layernorm", c => c.LayerNormalized, (c, x) => c with { LayerNormalized = x }),
        Real(nameof(RunConfig.Dropout), "dropout", c => c.Dropout, (c, x) => c with { Dropout = x }),
        Word(nameof(RunConfig.DropoutKind), "dropoutkind", c => c.DropoutKind, (RunConfig c, DropoutKind x) => c with { DropoutKind = x }),
        Real(nameof(RunConfig.RecurrentDropout), "recurrentdropout", c => c.RecurrentDropout, (c, x) => c with { RecurrentDropout = x }),
        Real(nameof(RunConfig.ZoneoutHidden), "zoneout", c => c.ZoneoutHidden, (c, x) => c with { ZoneoutHidden = x }),
        Real(nameof(RunConfig.ZoneoutCell), "zoneoutcell", c => c.ZoneoutCell, (c, x) => c with { ZoneoutCell = x }),
        Real(nameof(RunConfig.LabelSmoothing), "labelsmoothing", c => c.LabelSmoothing, (c, x) => c with { LabelSmoothing = x }),
        Word(nameof(RunConfig.Initialization), "init", c => c.Initialization, (RunConfig c, InitializationScheme x) => c with { Initialization = x }),
        Whole(nameof(RunConfig.SequenceLength), "seq", c => c.SequenceLength, (c, x) => c with { SequenceLength = x }),
        Whole(nameof(RunConfig.Batch), "batch", c => c.Batch, (c, x) => c with { Batch = x }),
        Word(nameof(RunConfig.Partitioning), "partitioning", c => c.Partitioning, (RunConfig c, Partitioning x) => c with { Partitioning = x }),
        Word(nameof(RunConfig.Optimizer), "optimizer", c => c.Optimizer, (RunConfig c, OptimizerKind x) => c with { Optimizer = x }),
        Real(nameof(RunConfig.RmsPropDecay), "rmspropdecay", c => c.RmsPropDecay, (c, x) => c with { RmsPropDecay = x }),
        Real(nameof(RunConfig.WeightDecay), "weightdecay", c => c.WeightDecay, (c, x) => c with { WeightDecay = x }),
        Real(nameof(RunConfig.LearningRate), "lr", c => c.LearningRate, (c, x) => c with { LearningRate = x }),
        Word(nameof(RunConfig.Schedule), "schedule", c => c.Schedule, (RunConfig c, ScheduleKind x) => c with { Schedule = x }),
        Real(nameof(RunConfig.LearningRateDecay), "decay", c => c.LearningRateDecay, (c, x) => c with { LearningRateDecay = x }),
        Whole(nameof(RunConfig.LearningRateDecayAfter), "decayafter", c => c.LearningRateDecayAfter, (c, x) => c with { LearningRateDecayAfter = x }),
        Real(nameof(RunConfig.LearningRateMinimum), "lrmin", c => c.LearningRateMinimum, (c, x) => c with { LearningRateMinimum = x }),
        Whole(nameof(RunConfig.WarmupSteps), "warmup", c => c.WarmupSteps, (c, x) => c with { WarmupSteps = x }),
        Whole(nameof(RunConfig.PlateauPatience), "plateaupatience", c => c.PlateauPatience, (c, x) => c with { PlateauPatience = x }),
        Whole(nameof(RunConfig.Accumulate), "accumulate", c => c.Accumulate, (c, x) => c with { Accumulate = x }),
        Word(nameof(RunConfig.Truncation), "truncation", c => c.Truncation, (RunConfig c, TruncationKind x) => c with { Truncation = x }),
        Whole(nameof(RunConfig.TruncationLength), "truncationlength", c => c.TruncationLength, (c, x) => c with { TruncationLength = x }),
        Word(nameof(RunConfig.TeacherForcing), "teacherforcing", c => c.TeacherForcing, (RunConfig c, TeacherForcingDecay x) => c with { TeacherForcing = x }),
        Whole(nameof(RunConfig.TeacherForcingHalf), "teacherhalf", c => c.TeacherForcingHalf, (c, x) => c with { TeacherForcingHalf = x }),
        Real(nameof(RunConfig.TeacherForcingMinimum), "teachermin", c => c.TeacherForcingMinimum, (c, x) => c with { TeacherForcingMinimum = x }),
        Word(nameof(RunConfig.OwnInputs), "owninputs", c => c.OwnInputs, (RunConfig c, OwnInputKind x) => c with { OwnInputs = x }),
        Word(nameof(RunConfig.Clip), "clip", c => c.Clip, (RunConfig c, ClipKind x) => c with { Clip = x }),
        Real(nameof(RunConfig.ClipAt), "clipat", c => c.ClipAt, (c, x) => c with { ClipAt = x }),
        new(nameof(RunConfig.Seed), "seed", "a whole number of at least 0", c => c.Seed.ToString(CultureInfo.InvariantCulture),
            (c, t) => ulong.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out ulong x) ? c with { Seed = x } : null),
        Whole(nameof(RunConfig.Epochs), "epochs", c => c.Epochs, (c, x) => c with { Epochs = x }),
        new(nameof(RunConfig.MaxSteps), "steps", "a whole number", c => c.MaxSteps?.ToString(CultureInfo.InvariantCulture) ?? "",
            (c, t) => t.Length == 0 ? c with { MaxSteps = null } : long.TryParse(t, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long x) ? c with { MaxSteps = x } : null),
        Whole(nameof(RunConfig.Patience), "patience", c => c.Patience, (c, x) => c with { Patience = x }),
        Whole(nameof(RunConfig.ValidateEvery), "validateevery", c => c.ValidateEvery, (c, x) => c with { ValidateEvery = x }),
        Whole(nameof(RunConfig.SampleEvery), "sampleevery", c => c.SampleEvery, (c, x) => c with { SampleEvery = x }),
        Whole(nameof(RunConfig.SampleLength), "samplelength", c => c.SampleLength, (c, x) => c with { SampleLength = x }),
        Real(nameof(RunConfig.SampleTemperature), "temperature", c => c.SampleTemperature, (c, x) => c with { SampleTemperature = x }),
        Whole(nameof(RunConfig.CheckpointEvery), "checkpointevery", c => c.CheckpointEvery, (c, x) => c with { CheckpointEvery = x }),
    ];

    private static RunConfigField Whole(string name, string key, Func<RunConfig, int> get, Func<RunConfig, int, RunConfig> set) =>
        new(name, key, "a whole number", c => get(c).ToString(CultureInfo.InvariantCulture),
            (c, t) => int.TryParse(t, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int x) ? set(c, x) : null);

    private static RunConfigField Real(string name, string key, Func<RunConfig, double> get, Func<RunConfig, double, RunConfig> set) =>
        new(name, key, "a number", c => get(c).ToString("R", CultureInfo.InvariantCulture),
            (c, t) => double.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out double x) && double.IsFinite(x) ? set(c, x) : null);

    private static RunConfigField Flag(string name, string key, Func<RunConfig, bool> get, Func<RunConfig, bool, RunConfig> set) =>
        new(name, key, "on or off", c => get(c) ? "on" : "off", (c, t) => t.ToLowerInvariant() switch { "on" => set(c, true), "off" => set(c, false), _ => null });

    private static RunConfigField Word<T>(string name, string key, Func<RunConfig, T> get, Func<RunConfig, T, RunConfig> set)
        where T : struct, Enum =>
        new(name, key, "one of " + string.Join(", ", Enum.GetNames<T>().Select(word => word.ToLowerInvariant())), c => get(c).ToString().ToLowerInvariant(),
            (c, t) => Enum.GetNames<T>().Contains(t, StringComparer.OrdinalIgnoreCase) ? set(c, Enum.Parse<T>(t, ignoreCase: true)) : null);
}
