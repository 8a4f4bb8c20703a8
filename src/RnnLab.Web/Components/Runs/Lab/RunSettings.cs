using System.Globalization;
using RnnLab.Compute;
using RnnLab.Training;

namespace RnnLab.Web.Components.Runs.Lab;

/// <summary>All settings of a run, in the order of the form. One table, so that the Lab, the run's page and "what changed" cannot disagree.</summary>
public static class RunSettings
{
    private static readonly RunConfig Usual = new();

    /// <summary>Every setting, in the order of the form.</summary>
    public static IReadOnlyList<RunSetting> All { get; } =
    [
        new("corpus", nameof(RunConfig.Corpus), "Text", SettingGroup.Data, SettingKind.Word, "What the network reads and learns to continue.", c => c.Corpus),
        Real("train", nameof(RunConfig.TrainFraction), "Training share", SettingGroup.Data, "Part of the text to learn from, from its beginning.", c => c.TrainFraction),
        Real("validation", nameof(RunConfig.ValidationFraction), "Validation share", SettingGroup.Data, "Part right after it, never trained on, to measure on.", c => c.ValidationFraction),

        Choice("cell", nameof(RunConfig.Cell), "Cell", SettingGroup.Model, "RNN is the plain recurrence. GRU and LSTM add gates that let it remember longer.", c => c.Cell,
            new("rnn", "RNN") { Help = "The plain recurrence: one tanh layer that reads its own last state." },
            new("rnnrelu", "RNN with ReLU") { Help = "The plain recurrence with max(0, x) for tanh. Its state has no upper bound: clip gradients." },
            new("gru", "GRU") { Help = "Two gates, r and z. The reset gate acts after the product, as in PyTorch." },
            new("gruresetbefore", "GRU, reset before") { Help = "The GRU as first published: the reset gate acts on the state before the product." },
            new("mgu", "Minimal gated unit") { Help = "A GRU with one gate f for both jobs: a third fewer weights." },
            new("lstm", "LSTM") { Help = "Three gates round a cell state that can carry a memory over many characters." }),
        Word("lstmvariant", nameof(RunConfig.Variant), "LSTM variant", SettingGroup.Model, "Only with LSTM, joined by commas: peephole, cifg, nig, nfg, nog, niaf, noaf, fgr. Usual: none.", c => c.Variant.ToWords()),
        new("forgetbias", nameof(RunConfig.ForgetBias), "Forget-gate bias", SettingGroup.Model, SettingKind.Real, "Only with LSTM: 1 lets a fresh network remember. Empty: as the first weights say.",
            c => c.ForgetBias?.ToString("R", CultureInfo.InvariantCulture) ?? ""),
        Word("owncell", nameof(RunConfig.OwnCell), "Own cell", SettingGroup.Model, "Equations that take the place of the cell, one a line. Empty: the cell above.", c => c.OwnCell ?? ""),
        Whole("layers", nameof(RunConfig.Layers), "Layers", SettingGroup.Model, "Recurrent layers, one above the other, 1 to 4.", c => c.Layers),
        Whole("hidden", nameof(RunConfig.Hidden), "Hidden units", SettingGroup.Model, "Size of each layer's state, its memory. char-rnn: 128.", c => c.Hidden),
        Whole("embedding", nameof(RunConfig.Embedding), "Embedding", SettingGroup.Model, "Length of each character's learned vector. 0: one-hot, as char-rnn.", c => c.Embedding),
        Choice("head", nameof(RunConfig.Head), "Head", SettingGroup.Model, "Tied: the scores use the embedding's vectors, which must be as long as a layer is wide.", c => c.Head,
            new("separate", "Separate"), new("tied", "Tied")),
        Flag("residual", nameof(RunConfig.Residual), "Residual connections", SettingGroup.Model, "Each layer above the first adds what it reads to what it gives. Helps stacks of 3 or 4.", c => c.Residual),
        Flag("layernorm", nameof(RunConfig.LayerNormalized), "Layer normalisation", SettingGroup.Model, "Inside the cell: what the gates sum up gets mean 0 and variance 1. Not for own cells.", c => c.LayerNormalized),
        Real("dropout", nameof(RunConfig.Dropout), "Dropout", SettingGroup.Model, "Share of values silenced between layers. 0.5 when it overfits.", c => c.Dropout),
        Choice("dropoutkind", nameof(RunConfig.DropoutKind), "Kind of dropout", SettingGroup.Model, "How long a unit stays silent.", c => c.DropoutKind,
            new("plain", "Plain") { Help = "Other units at every step, between layers only: with one layer it drops nothing." },
            new("variational", "Variational") { Help = "The same units all along a sequence; of embeddings and before the head too." }),
        Real("recurrentdropout", nameof(RunConfig.RecurrentDropout), "Recurrent dropout", SettingGroup.Model, "Share of the state hidden from the recurrent weights, the same all along a sequence.", c => c.RecurrentDropout),
        Real("zoneout", nameof(RunConfig.ZoneoutHidden), "Zoneout of h", SettingGroup.Model, "Share of units that keep their old state at a step. 0.05 to 0.1 when it overfits.", c => c.ZoneoutHidden),
        Real("zoneoutcell", nameof(RunConfig.ZoneoutCell), "Zoneout of c", SettingGroup.Model, "The same for the cell state of an LSTM. Usual there: 0.1 to 0.5.", c => c.ZoneoutCell),
        Choice("init", nameof(RunConfig.Initialization), "First weights", SettingGroup.Model, "How fresh weights are drawn.", c => c.Initialization,
            new("pytorch", "PyTorch"), new("charrnn", "char-rnn"), new("xavier", "Xavier"), new("he", "He"), new("orthogonal", "Orthogonal"), new("identity", "Identity")),

        Whole("seq", nameof(RunConfig.SequenceLength), "Sequence length", SettingGroup.Training, "Characters through which a gradient travels back. char-rnn: 50.", c => c.SequenceLength),
        Whole("batch", nameof(RunConfig.Batch), "Batch size", SettingGroup.Training, "Stretches of text read side by side in a step. char-rnn: 50.", c => c.Batch),
        Choice("partitioning", nameof(RunConfig.Partitioning), "Partitioning", SettingGroup.Training, "Sequential carries the state from stretch to stretch, random starts afresh.", c => c.Partitioning,
            new("sequential", "Sequential"), new("random", "Random")),
        Choice("optimizer", nameof(RunConfig.Optimizer), "Optimizer", SettingGroup.Training, "How a gradient becomes a step. Adam forgives most learning rates.", c => c.Optimizer,
            new("sgd", "SGD"), new("momentum", "Momentum"), new("nesterov", "Nesterov"), new("rmsprop", "RMSprop"), new("adagrad", "Adagrad"), new("adam", "Adam"), new("adamw", "AdamW")),
        Real("rmspropdecay", nameof(RunConfig.RmsPropDecay), "RMSprop memory", SettingGroup.Training, "How much of the mean square RMSprop keeps each step. char-rnn: 0.95.", c => c.RmsPropDecay),
        Real("lr", nameof(RunConfig.LearningRate), "Learning rate", SettingGroup.Training, "Size of a step: too small crawls, too large explodes. char-rnn: 0.002.", c => c.LearningRate),
        Real("decay", nameof(RunConfig.LearningRateDecay), "Decay", SettingGroup.Training, "Multiplies the learning rate when its schedule says so. char-rnn: 0.97.", c => c.LearningRateDecay),
        Whole("decayafter", nameof(RunConfig.LearningRateDecayAfter), "Decay after epoch", SettingGroup.Training, "From when on it decays; with Step, how often. char-rnn: 10.", c => c.LearningRateDecayAfter),
        Choice("clip", nameof(RunConfig.Clip), "Clip gradients", SettingGroup.Training, "By value cuts each number, by norm shortens the whole gradient.", c => c.Clip,
            new("none", "Not at all"), new("value", "By value"), new("norm", "By norm")),
        Real("clipat", nameof(RunConfig.ClipAt), "Clip at", SettingGroup.Training, "The largest size let through. char-rnn: 5.", c => c.ClipAt),
        Whole("epochs", nameof(RunConfig.Epochs), "Epochs", SettingGroup.Training, "How often the whole training text is read.", c => c.Epochs),
        Whole("seed", nameof(RunConfig.Seed), "Random seed", SettingGroup.Training, "Fixes every random choice: the same seed repeats the run exactly.", c => c.Seed),

        Choice("schedule", nameof(RunConfig.Schedule), "Schedule", SettingGroup.FineTuning, "When the learning rate changes. Plateau waits until the validation loss stalls.", c => c.Schedule,
            new("charrnn", "As char-rnn"), new("constant", "Constant"), new("step", "Step"), new("exponential", "Each epoch"), new("cosine", "Cosine"), new("plateau", "On a plateau")),
        Real("lrmin", nameof(RunConfig.LearningRateMinimum), "Smallest rate", SettingGroup.FineTuning, "Where a cosine ends, and what a plateau does not go below.", c => c.LearningRateMinimum),
        Whole("warmup", nameof(RunConfig.WarmupSteps), "Warm-up steps", SettingGroup.FineTuning, "Steps over which the learning rate rises at the start. 0: none.", c => c.WarmupSteps),
        Whole("plateaupatience", nameof(RunConfig.PlateauPatience), "Plateau patience", SettingGroup.FineTuning, "Validations without progress that a plateau schedule bears.", c => c.PlateauPatience),
        Real("weightdecay", nameof(RunConfig.WeightDecay), "Weight decay", SettingGroup.FineTuning, "Pulls every weight towards 0. AdamW: 0.01 is usual. 0: none.", c => c.WeightDecay),
        Real("labelsmoothing", nameof(RunConfig.LabelSmoothing), "Label smoothing", SettingGroup.FineTuning, "Share of the target spread over all characters, so that it is never too sure. 0.1.", c => c.LabelSmoothing),
        Whole("accumulate", nameof(RunConfig.Accumulate), "Accumulate", SettingGroup.FineTuning, "Batches whose mean gradient makes one step.", c => c.Accumulate),
        Choice("truncation", nameof(RunConfig.Truncation), "Truncation", SettingGroup.FineTuning, "Where gradients through time are cut. Random: within sequences too, without bias.", c => c.Truncation,
            new("regular", "Regular"), new("random", "Random")),
        Whole("truncationlength", nameof(RunConfig.TruncationLength), "Mean truncation", SettingGroup.FineTuning, "With random truncation: how far gradients travel on average. 0: half a sequence.", c => c.TruncationLength),
        Choice("teacherforcing", nameof(RunConfig.TeacherForcing), "Teacher forcing", SettingGroup.FineTuning, "How the share of true inputs falls; the others are what the network just wrote.", c => c.TeacherForcing,
            new("always", "Always"), new("linear", "Linear"), new("exponential", "Exponential"), new("inversesigmoid", "Sigmoid")),
        Whole("teacherhalf", nameof(RunConfig.TeacherForcingHalf), "Half own at step", SettingGroup.FineTuning, "The step at which half of the inputs are its own.", c => c.TeacherForcingHalf),
        Real("teachermin", nameof(RunConfig.TeacherForcingMinimum), "Least true inputs", SettingGroup.FineTuning, "What the share of true inputs does not fall below.", c => c.TeacherForcingMinimum),
        Choice("owninputs", nameof(RunConfig.OwnInputs), "Own inputs", SettingGroup.FineTuning, "Which symbol it reads of its own: one it draws, or the likeliest.", c => c.OwnInputs,
            new("sampled", "Sampled"), new("greedy", "Greedy")),
        Whole("patience", nameof(RunConfig.Patience), "Patience", SettingGroup.FineTuning, "Stops after so many validations without a lower loss. 0: never.", c => c.Patience),

        Whole("steps", nameof(RunConfig.MaxSteps), "Stop at step", SettingGroup.Watching, "Ends before the epochs do. Empty: only the epochs count.", c => c.MaxSteps),
        Whole("validateevery", nameof(RunConfig.ValidateEvery), "Validate every", SettingGroup.Watching, "Steps between two measurements on unseen text. 0: once an epoch.", c => c.ValidateEvery),
        Whole("checkpointevery", nameof(RunConfig.CheckpointEvery), "Checkpoint every", SettingGroup.Watching, "Steps between two saved models. 0: at each validation.", c => c.CheckpointEvery),
        Whole("sampleevery", nameof(RunConfig.SampleEvery), "Sample every", SettingGroup.Watching, "Steps between two texts that the network writes. 0: none.", c => c.SampleEvery),
        Whole("samplelength", nameof(RunConfig.SampleLength), "Sample length", SettingGroup.Watching, "Characters in each of those texts.", c => c.SampleLength),
        Real("temperature", nameof(RunConfig.SampleTemperature), "Sample temperature", SettingGroup.Watching, "Below 1 bolder and duller, above 1 wilder.", c => c.SampleTemperature),
    ];

    /// <summary>The setting with this key.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public static RunSetting Get(string key) =>
        All.FirstOrDefault(s => s.Key == key) ?? throw new KeyNotFoundException($"A run has no setting called \"{key}\".");

    /// <summary>The text of a setting that nobody has touched.</summary>
    public static string UsualText(string key) => Get(key).Read(Usual);

    private static RunSetting Whole<T>(string key, string field, string label, SettingGroup group, string help, Func<RunConfig, T> read) =>
        new(key, field, label, group, SettingKind.Whole, help, c => Convert.ToString(read(c), CultureInfo.InvariantCulture) ?? "");

    private static RunSetting Real(string key, string field, string label, SettingGroup group, string help, Func<RunConfig, double> read) =>
        new(key, field, label, group, SettingKind.Real, help, c => read(c).ToString("R", CultureInfo.InvariantCulture));

    private static RunSetting Flag(string key, string field, string label, SettingGroup group, string help, Func<RunConfig, bool> read) =>
        new(key, field, label, group, SettingKind.Choice, help, c => read(c) ? "on" : "off") { Choices = [new("off", "Off"), new("on", "On")] };

    private static RunSetting Word(string key, string field, string label, SettingGroup group, string help, Func<RunConfig, string> read) =>
        new(key, field, label, group, SettingKind.Word, help, read);

    private static RunSetting Choice<T>(string key, string field, string label, SettingGroup group, string help, Func<RunConfig, T> read, params SettingChoice[] choices)
        where T : struct, Enum =>
        new(key, field, label, group, SettingKind.Choice, help, c => read(c).ToString().ToLowerInvariant()) { Choices = choices };
}
