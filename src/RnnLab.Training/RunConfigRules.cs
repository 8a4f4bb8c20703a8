using System.Globalization;
using RnnLab.Compute;
using RnnLab.Nn;

namespace RnnLab.Training;

/// <summary>The checks of <see cref="RunConfig"/>, in the order of its fields; all problems are found, not only the first.</summary>
internal static class RunConfigRules
{
    public static IReadOnlyList<ConfigProblem> Check(RunConfig config, int? vocabulary, long? trainCharacters, long memoryLimit)
    {
        var problems = new Problems();
        CheckData(config, problems);
        CheckModel(config, vocabulary, problems);
        CheckOptimization(config, problems);
        CheckSchedule(config, problems);
        if (vocabulary is { } symbols)
            CheckVocabulary(config, symbols, memoryLimit, problems);
        if (trainCharacters is { } characters && problems.Fine(nameof(RunConfig.SequenceLength), nameof(RunConfig.Batch), nameof(RunConfig.Accumulate)))
            CheckLength(config, characters, problems);
        return problems.List;
    }

    private static void CheckData(RunConfig config, Problems problems)
    {
        problems.Unless(config.Version == RunConfig.CurrentVersion, nameof(config.Version),
            $"This configuration has version {config.Version}; this RnnLab reads version {RunConfig.CurrentVersion}. It was probably made by a newer RnnLab.");
        problems.Unless(!string.IsNullOrWhiteSpace(config.Corpus), nameof(config.Corpus), $"Choose a text to train on.");
        problems.Unless(config.TrainFraction is > 0 and <= 1, nameof(config.TrainFraction),
            $"The training part must be more than 0 and at most 1 of the text, not {config.TrainFraction}.");
        problems.Unless(config.ValidationFraction is >= 0 and < 1, nameof(config.ValidationFraction),
            $"The validation part must be at least 0 and less than 1 of the text, not {config.ValidationFraction}.");
        if (problems.Fine(nameof(config.TrainFraction), nameof(config.ValidationFraction)))
        {
            // A hair of tolerance: 0.9 + 0.1 may exceed 1 by a rounding.
            problems.Unless(config.TrainFraction + config.ValidationFraction <= 1 + 1e-9, nameof(config.ValidationFraction),
                $"The training part ({config.TrainFraction}) and the validation part ({config.ValidationFraction}) together exceed the whole text.");
        }
    }

    private static void CheckModel(RunConfig config, int? vocabulary, Problems problems)
    {
        problems.Unless(Enum.IsDefined(config.Cell), nameof(config.Cell), $"The cell must be one of {string.Join(", ", Enum.GetNames<CellKind>())}.");
        if (config.OwnCell is not null)
        {
            string? wrong = LanguageModelConfig.CellProblem(config.Cell, LstmVariant.None, null, config.OwnCell);
            problems.Unless(wrong is null, nameof(config.OwnCell), $"{wrong}");
            problems.Unless(config.Variant == LstmVariant.None, nameof(config.Variant), $"An own cell is all in its equations; the LSTM's variants do not apply to it. Leave them out.");
            problems.Unless(config.ForgetBias is null, nameof(config.ForgetBias), $"An own cell is all in its equations; a forget-gate bias does not apply to it. Leave it out.");
        }
        else if (Enum.IsDefined(config.Cell))
        {
            string? wrong = LstmVariants.Problem(config.Cell, config.Variant);
            problems.Unless(wrong is null, nameof(config.Variant), $"{wrong}");
            string? bias = wrong is null ? LanguageModelConfig.CellProblem(config.Cell, config.Variant, config.ForgetBias) : null;
            problems.Unless(bias is null, nameof(config.ForgetBias), $"{bias}");
        }

        problems.Between(nameof(config.Layers), "The number of layers", config.Layers, 1, LanguageModelConfig.MaximumLayers);
        problems.Between(nameof(config.Hidden), "The hidden size", config.Hidden, 1, LanguageModelConfig.MaximumWidth);
        problems.Between(nameof(config.Embedding), "The embedding size (0 for one-hot input)", config.Embedding, 0, LanguageModelConfig.MaximumWidth);
        problems.Unless(Enum.IsDefined(config.Head), nameof(config.Head), $"The head must be Separate or Tied.");
        problems.Unless(config.Head != HeadKind.Tied || config.Embedding == config.Hidden || !problems.Fine(nameof(config.Hidden), nameof(config.Embedding)), nameof(config.Head),
            $"A head tied to the embedding needs an embedding as wide as a layer: {config.Hidden:N0}, not {config.Embedding:N0}.");
        problems.Unless(config.Dropout is >= 0 and < 1, nameof(config.Dropout),
            $"Dropout must be at least 0 and below 1, not {config.Dropout}: it is the share of units to drop.");
        foreach (var (field, message) in StackRules.Problems(config.ToModelConfig(vocabulary ?? 0), vocabulary))
            problems.Unless(false, field, $"{message}");
        problems.Unless(Enum.IsDefined(config.Initialization), nameof(config.Initialization), $"The initialisation must be PyTorch, CharRnn, Xavier, He, Orthogonal or Identity.");
        problems.Between(nameof(config.SequenceLength), "The sequence length", config.SequenceLength, 1, 100_000);
        problems.Between(nameof(config.Batch), "The batch size", config.Batch, 1, 100_000);
        problems.Unless(Enum.IsDefined(config.Partitioning), nameof(config.Partitioning), $"The partitioning must be Sequential or Random.");
    }

    private static void CheckOptimization(RunConfig config, Problems problems)
    {
        problems.Unless(Enum.IsDefined(config.Optimizer), nameof(config.Optimizer), $"The optimizer must be SGD, momentum, Nesterov, RMSprop, Adagrad, Adam or AdamW.");
        problems.Unless(config.RmsPropDecay is >= 0 and < 1, nameof(config.RmsPropDecay), $"The decay of RMSprop must be at least 0 and below 1, not {config.RmsPropDecay}.");
        problems.Unless(config.LearningRate is > 0 and <= 1000, nameof(config.LearningRate),
            $"The learning rate must be more than 0 and at most 1,000, not {config.LearningRate}. 0.002 is a good start for Adam.");
        problems.Unless(config.WeightDecay is >= 0 and <= 1000, nameof(config.WeightDecay), $"Weight decay must be at least 0 (for none) and at most 1,000, not {config.WeightDecay}. 0.01 is usual with AdamW.");
        problems.Unless(Enum.IsDefined(config.Schedule), nameof(config.Schedule), $"The schedule must be CharRnn, Constant, Step, Exponential, Cosine or Plateau.");
        problems.Unless(config.LearningRateDecay is > 0 and <= 1, nameof(config.LearningRateDecay),
            $"The learning-rate decay must be more than 0 and at most 1 (1 for none), not {config.LearningRateDecay}.");
        problems.Between(nameof(config.LearningRateDecayAfter), "The epochs before decay", config.LearningRateDecayAfter, 0, 1_000_000);
        problems.Unless(config.LearningRateMinimum >= 0 && (config.LearningRateMinimum <= config.LearningRate || !problems.Fine(nameof(config.LearningRate))), nameof(config.LearningRateMinimum),
            $"The smallest learning rate must be at least 0 and not above the learning rate, {config.LearningRate}; it is {config.LearningRateMinimum}.");
        problems.Between(nameof(config.WarmupSteps), "The warm-up steps (0 for none)", config.WarmupSteps, 0, 1_000_000_000);
        problems.Between(nameof(config.PlateauPatience), "The patience of the plateau schedule", config.PlateauPatience, 0, 1_000_000);
        problems.Unless(config.Schedule != ScheduleKind.Plateau || config.ValidationFraction > 0, nameof(config.Schedule),
            $"The plateau schedule watches the validation loss, and this run validates on nothing. Give it a validation part, or choose another schedule.");
        problems.Between(nameof(config.Accumulate), "The batches of one step", config.Accumulate, 1, 100_000);
        CheckModes(config, problems);
        problems.Unless(Enum.IsDefined(config.Clip), nameof(config.Clip), $"Clipping must be None, Norm or Value.");
        problems.Unless(config.Clip == ClipKind.None || (config.ClipAt > 0 && double.IsFinite(config.ClipAt)), nameof(config.ClipAt),
            $"The clipping limit must be more than 0, not {config.ClipAt}. 5 is usual; to turn clipping off, choose None.");
    }

    private static void CheckModes(RunConfig config, Problems problems)
    {
        problems.Unless(Enum.IsDefined(config.Truncation), nameof(config.Truncation), $"The truncation must be Regular or Random.");
        problems.Unless(config.TruncationLength == 0 || (config.TruncationLength >= 2 && config.TruncationLength <= config.SequenceLength) || !problems.Fine(nameof(config.SequenceLength)), nameof(config.TruncationLength),
            $"The mean truncation length must lie between 2 and the sequence length, {config.SequenceLength:N0} (0 for half of it), not {config.TruncationLength:N0}.");
        problems.Unless(config.Truncation != TruncationKind.Random || config.SequenceLength >= 2 || !problems.Fine(nameof(config.SequenceLength)), nameof(config.Truncation),
            $"Random truncation needs sequences of at least 2 characters; these have {config.SequenceLength}.");
        problems.Unless(Enum.IsDefined(config.TeacherForcing), nameof(config.TeacherForcing), $"Teacher forcing must be Always, or fall as Linear, Exponential or InverseSigmoid.");
        problems.Between(nameof(config.TeacherForcingHalf), "The step at which half of the inputs are the model's own", config.TeacherForcingHalf, 1, int.MaxValue);
        problems.Unless(config.TeacherForcingMinimum is >= 0 and <= 1, nameof(config.TeacherForcingMinimum),
            $"The smallest share of true inputs must be at least 0 and at most 1, not {config.TeacherForcingMinimum}.");
        problems.Unless(Enum.IsDefined(config.OwnInputs), nameof(config.OwnInputs), $"The model's own inputs must be Sampled or Greedy.");
    }

    private static void CheckSchedule(RunConfig config, Problems problems)
    {
        problems.Between(nameof(config.Epochs), "The number of epochs", config.Epochs, 1, 1_000_000);
        problems.Unless(config.MaxSteps is null or > 0, nameof(config.MaxSteps), $"The greatest number of steps must be at least 1, not {config.MaxSteps}.");
        problems.Between(nameof(config.Patience), "The validations to wait for a lower loss (0 for no early stop)", config.Patience, 0, 1_000_000);
        problems.Unless(config.Patience == 0 || config.ValidationFraction > 0, nameof(config.Patience),
            $"Stopping early needs a validation loss, and this run validates on nothing. Give it a validation part, or a patience of 0.");
        problems.Between(nameof(config.ValidateEvery), "The steps between validations (0 for once an epoch)", config.ValidateEvery, 0, int.MaxValue);
        problems.Between(nameof(config.SampleEvery), "The steps between samples (0 for none)", config.SampleEvery, 0, int.MaxValue);
        problems.Between(nameof(config.SampleLength), "The length of samples", config.SampleLength, 1, 10_000);
        problems.Unless(config.SampleTemperature is > 0 and <= 100, nameof(config.SampleTemperature),
            $"The temperature must be more than 0 and at most 100, not {config.SampleTemperature}.");
        problems.Between(nameof(config.CheckpointEvery), "The steps between checkpoints (0 for at each validation)", config.CheckpointEvery, 0, int.MaxValue);
    }

    private static void CheckVocabulary(RunConfig config, int vocabulary, long memoryLimit, Problems problems)
    {
        problems.Unless(vocabulary >= 2, nameof(config.Corpus),
            $"The text repeats one single character; with nothing to choose between there is nothing to learn. Take a text with at least 2 different ones.");
        if (!problems.Fine(nameof(config.Layers), nameof(config.Hidden), nameof(config.Embedding), nameof(config.SequenceLength), nameof(config.Batch), nameof(config.Cell), nameof(config.Variant), nameof(config.OwnCell)))
            return;
        double largest = MemoryEstimate.LargestTensor(config, vocabulary);
        long bytes = MemoryEstimate.Bytes(config, vocabulary);
        string field = Blame(config, vocabulary, memoryLimit);
        problems.Unless(bytes <= memoryLimit, field,
            $"This model would have {MemoryEstimate.Parameters(config, vocabulary):N0} parameters, and training it would take about {Gigabytes(bytes)}; this machine allows a run {Gigabytes(memoryLimit)}. Choose a smaller hidden size, batch or sequence length.");
        problems.Unless(bytes > memoryLimit || largest <= Array.MaxLength, field,
            $"The largest matrix of this model would have {largest:N0} numbers; the limit is {Array.MaxLength:N0}. Choose a smaller hidden size, batch or sequence length.");
    }

    /// <summary>The field whose reduction helps: the hidden size where the weights weigh most, else the batch.</summary>
    private static string Blame(RunConfig config, int vocabulary, long memoryLimit) =>
        16 * MemoryEstimate.Parameters(config, vocabulary) > memoryLimit / 2.0 || config.Hidden > config.Batch ? nameof(config.Hidden) : nameof(config.Batch);

    private static void CheckLength(RunConfig config, long characters, Problems problems)
    {
        long rows = config.Batch, needed = (rows * config.SequenceLength) + 1;
        problems.Unless(characters >= needed, nameof(config.SequenceLength),
            $"The training part has {characters:N0} characters, but one batch of {rows:N0} sequences of {config.SequenceLength:N0} needs {needed:N0}. Take a longer text, or a smaller batch or sequence length.");
        long batches = Math.Max(0, (characters - 1) / rows / config.SequenceLength);
        problems.Unless(batches == 0 || config.Accumulate <= batches, nameof(config.Accumulate),
            $"One step is to take {config.Accumulate:N0} batches, but the training part has only {batches:N0}. Accumulate fewer, or take a longer text.");
    }

    private static string Gigabytes(long bytes) => bytes >= 1e9
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:N1} GB")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Max(bytes / 1e6, 0.1):N1} MB");

    private sealed class Problems
    {
        public List<ConfigProblem> List { get; } = [];

        public void Unless(bool condition, string field, FormattableString message)
        {
            if (!condition)
                List.Add(new(field, message.ToString(CultureInfo.InvariantCulture)));
        }

        public void Between(string field, string what, int value, int low, int high) =>
            Unless(value >= low && value <= high, field, $"{what} must be {(high == int.MaxValue ? $"at least {low}" : string.Create(CultureInfo.InvariantCulture, $"between {low} and {high:N0}"))}, not {value:N0}.");

        public bool Fine(params ReadOnlySpan<string> fields)
        {
            foreach (var problem in List)
            {
                if (fields.Contains(problem.Field))
                    return false;
            }

            return true;
        }
    }
}
