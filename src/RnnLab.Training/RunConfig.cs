using System.Text.Json.Serialization;
using RnnLab.Compute;
using RnnLab.Nn;
using RnnLab.Nn.Optimizers;
using RnnLab.Nn.Recurrent;
using RnnLab.Nn.Recurrent.Custom;
using RnnLab.Nn.Schedules;

namespace RnnLab.Training;

/// <summary>
/// Everything that decides how a run goes: with the same backend, the same configuration gives the same curve, bit for bit.
/// The defaults are char-rnn's, with Adam. Immutable; kept as JSON in the run's folder and as a query in links.
/// </summary>
public sealed record RunConfig
{
    /// <summary>The version of this format that is written and read.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The version of the format.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The text's name in the corpus library.</summary>
    public string Corpus { get; init; } = "tavern";

    /// <summary>The share of the text, from its beginning, to train on.</summary>
    public double TrainFraction { get; init; } = 0.9;

    /// <summary>The share of the text after the training part to validate on; what remains is the test part.</summary>
    public double ValidationFraction { get; init; } = 0.05;

    /// <summary>The recurrent cell.</summary>
    public CellKind Cell { get; init; } = CellKind.Lstm;

    /// <summary>What the LSTM does differently (Greff et al. 2017); only for the LSTM.</summary>
    public LstmVariant Variant { get; init; }

    /// <summary>The bias of a fresh LSTM's forget gate; null for what the initialisation gives.</summary>
    public double? ForgetBias { get; init; }

    /// <summary>The equations of an own cell, which then takes the place of <see cref="Cell"/>; null for a built-in one.</summary>
    public string? OwnCell { get; init; }

    /// <summary>L: stacked recurrent layers.</summary>
    public int Layers { get; init; } = 2;

    /// <summary>H: hidden units of each layer.</summary>
    public int Hidden { get; init; } = 128;

    /// <summary>Width of learned symbol vectors; 0 for one-hot input.</summary>
    public int Embedding { get; init; }

    /// <summary>Whether the head has weights of its own or shares the embedding's.</summary>
    public HeadKind Head { get; init; }

    /// <summary>Whether each layer above the first adds its input to its output.</summary>
    public bool Residual { get; init; }

    /// <summary>Whether the cells normalise their pre-activations; built-in cells only.</summary>
    public bool LayerNormalized { get; init; }

    /// <summary>The share of a layer's outputs dropped on the way to the next layer while training.</summary>
    public double Dropout { get; init; }

    /// <summary>How long a mask of <see cref="Dropout"/> lasts, and where it lies.</summary>
    public DropoutKind DropoutKind { get; init; }

    /// <summary>The share of h that the recurrent weights do not see while training, the same units at all steps of a sequence.</summary>
    public double RecurrentDropout { get; init; }

    /// <summary>Zoneout: the share of units whose h keeps its old value at a step while training.</summary>
    public double ZoneoutHidden { get; init; }

    /// <summary>Zoneout of c; LSTM only.</summary>
    public double ZoneoutCell { get; init; }

    /// <summary>The share of the training target that is spread over all symbols. Reported losses are without it.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>How fresh weights are drawn.</summary>
    public InitializationScheme Initialization { get; init; } = InitializationScheme.PyTorch;

    /// <summary>T: characters per training sequence; the gradient flows back this far.</summary>
    public int SequenceLength { get; init; } = 50;

    /// <summary>B: sequences per mini-batch.</summary>
    public int Batch { get; init; } = 50;

    /// <summary>How mini-batches are cut from the text.</summary>
    public Partitioning Partitioning { get; init; } = Partitioning.Sequential;

    /// <summary>The update rule.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Adam;

    /// <summary>How much of the mean square RMSprop keeps each step: 0.95 in char-rnn, 0.99 in PyTorch. Other optimizers do not read it.</summary>
    public double RmsPropDecay { get; init; } = 0.95;

    /// <summary>L2 weight decay: this times each weight is added to its gradient after clipping. AdamW shrinks the weights by learning rate times this instead, where 0.01 is usual.</summary>
    public double WeightDecay { get; init; }

    /// <summary>The step size at the start.</summary>
    public double LearningRate { get; init; } = 0.002;

    /// <summary>How the learning rate changes over the run.</summary>
    public ScheduleKind Schedule { get; init; }

    /// <summary>
    /// What the schedule multiplies the learning rate by: after each epoch once <see cref="LearningRateDecayAfter"/> epochs are done, or as <see cref="ScheduleKind"/> says.
    /// </summary>
    public double LearningRateDecay { get; init; } = 0.97;

    /// <summary>Epochs before the learning rate begins to decay, or between two decays of <see cref="ScheduleKind.Step"/>.</summary>
    public int LearningRateDecayAfter { get; init; } = 10;

    /// <summary>The learning rate that the cosine ends at and that a plateau does not go below.</summary>
    public double LearningRateMinimum { get; init; }

    /// <summary>Steps over which the learning rate rises evenly from near 0 at the start; 0 for none.</summary>
    public int WarmupSteps { get; init; }

    /// <summary>Validations without a lower loss that <see cref="ScheduleKind.Plateau"/> bears before it lowers the rate at the next.</summary>
    public int PlateauPatience { get; init; } = 2;

    /// <summary>Batches whose mean gradient makes one step: B times this many sequences, in the memory of B.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>Where gradients through time are cut, beside the end of each sequence.</summary>
    public TruncationKind Truncation { get; init; }

    /// <summary>With <see cref="TruncationKind.Random"/>, the mean number of characters that a gradient travels back; 0 for half a sequence.</summary>
    public int TruncationLength { get; init; }

    /// <summary>How the share of true inputs falls, the others being the model's own (scheduled sampling); validation always reads true ones.</summary>
    public TeacherForcingDecay TeacherForcing { get; init; }

    /// <summary>The step at which half of the inputs are the model's own.</summary>
    public int TeacherForcingHalf { get; init; } = 1000;

    /// <summary>What the share of true inputs does not fall below.</summary>
    public double TeacherForcingMinimum { get; init; }

    /// <summary>Which symbol an own input is.</summary>
    public OwnInputKind OwnInputs { get; init; }

    /// <summary>How gradients are clipped.</summary>
    public ClipKind Clip { get; init; } = ClipKind.Value;

    /// <summary>The limit of clipping: the joint norm, or each element's size.</summary>
    public double ClipAt { get; init; } = 5;

    /// <summary>Decides initialisation, shuffling, dropout and samples.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Passes over the training part.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Ends the run after this many steps, where that is earlier than its epochs.</summary>
    public long? MaxSteps { get; init; }

    /// <summary>Ends the run after this many validations in a row without a lower loss; 0 for never.</summary>
    public int Patience { get; init; }

    /// <summary>Steps between validations; 0 for the end of each epoch.</summary>
    public int ValidateEvery { get; init; }

    /// <summary>Steps between samples; 0 for none.</summary>
    public int SampleEvery { get; init; } = 100;

    /// <summary>Characters in a sample.</summary>
    public int SampleLength { get; init; } = 300;

    /// <summary>The temperature of samples: below 1 bolder, above 1 wilder.</summary>
    public double SampleTemperature { get; init; } = 0.8;

    /// <summary>Steps between checkpoints; 0 for at each validation.</summary>
    public int CheckpointEvery { get; init; }

    /// <summary>How a training pass departs from the ordinary one.</summary>
    internal SequenceMode Mode => new(
        Truncation == TruncationKind.Random ? TruncationLength > 0 ? TruncationLength : Math.Max(2, SequenceLength / 2) : 0,
        TeacherForcing != TeacherForcingDecay.Always,
        TeacherForcing != TeacherForcingDecay.Always && OwnInputs == OwnInputKind.Greedy);

    /// <summary>
    /// Everything that is wrong, each in its own sentence; empty where the run can be made.
    /// </summary>
    /// <param name="vocabulary">V, where the text is known; adds the checks that depend on it.</param>
    /// <param name="trainCharacters">The length of the training part, where known.</param>
    /// <param name="memoryLimitBytes">What a run may take; by default a share of this machine's memory.</param>
    public IReadOnlyList<ConfigProblem> Validate(int? vocabulary = null, long? trainCharacters = null, long? memoryLimitBytes = null) =>
        RunConfigRules.Check(this, vocabulary, trainCharacters, memoryLimitBytes ?? MemoryEstimate.Limit());

    /// <summary>Bytes that training takes for weights, gradients, optimizer state and activations over a vocabulary of that size.</summary>
    public long EstimateMemoryBytes(int vocabulary) => MemoryEstimate.Bytes(this, vocabulary);

    /// <summary>The cell in a word or two, for titles and tables: "LSTM", "LSTM (peephole)", "own cell".</summary>
    [JsonIgnore]
    public string CellTitle => OwnCell is not null ? "own cell" : Description.Title;

    /// <summary>The cell's gates, states and weights by name. While the equations or options are not valid it is that of <see cref="Cell"/> alone.</summary>
    [JsonIgnore]
    public CellDescription Description => OwnCell is not null && CellProgram.TryParse(OwnCell, out var program, out _)
        ? CellDescription.Of(program)
        : CellDescription.Of(Cell, LstmVariants.Problem(Cell, Variant) is null ? Variant : LstmVariant.None);

    /// <summary>The weights of one layer by name, in the order of the files. While the equations or options are not valid they are those of <see cref="Cell"/> alone.</summary>
    [JsonIgnore]
    public IReadOnlyList<CellParameter> LayerParameters => LayerNormalized && OwnCell is null ? [.. Description.Parameters, .. CellDescription.NormalizationOf(Cell, Variant)] : Description.Parameters;

    /// <summary>The cell in one lower-case word, for the names of folders.</summary>
    [JsonIgnore]
    public string CellWord => OwnCell is not null ? "own" : Cell.ToString().ToLowerInvariant();

    /// <summary>The model that this run trains, for a vocabulary of that size.</summary>
    public LanguageModelConfig ToModelConfig(int vocabulary) => new()
    {
        Cell = Cell,
        Variant = Variant,
        ForgetBias = ForgetBias,
        OwnCell = OwnCell,
        Layers = Layers,
        Hidden = Hidden,
        Vocabulary = vocabulary,
        Embedding = Embedding,
        TieHead = Head == HeadKind.Tied,
        Dropout = Dropout,
        DropoutKind = DropoutKind,
        RecurrentDropout = RecurrentDropout,
        ZoneoutHidden = ZoneoutHidden,
        ZoneoutCell = ZoneoutCell,
        Residual = Residual,
        LayerNormalized = LayerNormalized,
        LabelSmoothing = LabelSmoothing,
        Initialization = Initialization,
        Seed = Seed,
    };
}
