using System.Globalization;
using RnnLab.Compute;
using RnnLab.Nn.Recurrent;
using RnnLab.Nn.Recurrent.Custom;

namespace RnnLab.Nn;

/// <summary>
/// What a language model is made of: one-hot or embedded symbols, a stack of recurrent layers, a linear head over the vocabulary.
/// </summary>
public sealed record LanguageModelConfig
{
    /// <summary>The greatest number of stacked recurrent layers.</summary>
    public const int MaximumLayers = 4;

    /// <summary>The greatest H, V or embedding width.</summary>
    public const int MaximumWidth = 1 << 20;

    /// <summary>The recurrent cell.</summary>
    public CellKind Cell { get; init; } = CellKind.Lstm;

    /// <summary>What the LSTM does differently (Greff et al. 2017); only for the LSTM.</summary>
    public LstmVariant Variant { get; init; }

    /// <summary>
    /// The sum of both biases of a fresh LSTM's forget gate; null for what the scheme gives. 1 lets a fresh network remember
    /// (Gers et al. 2000; Jozefowicz et al. 2015). Only for an LSTM with a forget gate of its own.
    /// </summary>
    public double? ForgetBias { get; init; }

    /// <summary>The equations of an own cell (see <see cref="CellProgram"/>), which then takes the place of <see cref="Cell"/>; null for a built-in one.</summary>
    public string? OwnCell { get; init; }

    /// <summary>L: stacked recurrent layers, 1 to 4.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>H: hidden units of each layer.</summary>
    public int Hidden { get; init; }

    /// <summary>V: the number of symbols, at least 2.</summary>
    public int Vocabulary { get; init; }

    /// <summary>Width of learned symbol vectors; 0 for one-hot input.</summary>
    public int Embedding { get; init; }

    /// <summary>
    /// Whether the head's weights are the embedding table itself (Press and Wolf 2017; Inan et al. 2017): one parameter, with the gradients of both uses. The embedding must then be as wide as a layer.
    /// </summary>
    public bool TieHead { get; init; }

    /// <summary>The share of each layer's outputs dropped on the way to the next layer, in [0, 1); the last layer's are kept, as in PyTorch.</summary>
    public double Dropout { get; init; }

    /// <summary>How long a mask of <see cref="Dropout"/> lasts, and where it lies.</summary>
    public DropoutKind DropoutKind { get; init; }

    /// <summary>The share of h that the recurrent weights of each layer do not see, in [0, 1): one mask for all time steps of a sequence (Gal and Ghahramani 2016). Built-in cells only.</summary>
    public double RecurrentDropout { get; init; }

    /// <summary>Zoneout (Krueger et al. 2017): the probability that a unit of h keeps its old state at a step, in [0, 1). Built-in cells only.</summary>
    public double ZoneoutHidden { get; init; }

    /// <summary>Zoneout of c, in [0, 1); LSTM only.</summary>
    public double ZoneoutCell { get; init; }

    /// <summary>Whether each layer above the first adds its input to its output (as Wu et al. 2016).</summary>
    public bool Residual { get; init; }

    /// <summary>Whether the cells normalise their pre-activations (Ba et al. 2016, see <see cref="NormalizedCellWeights"/>). Built-in cells only.</summary>
    public bool LayerNormalized { get; init; }

    /// <summary>The share of the training target spread over all symbols, in [0, 1) (Szegedy et al. 2016). Losses are reported without it, so that they compare with those of validation.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>How fresh weights are drawn.</summary>
    public InitializationScheme Initialization { get; init; }

    /// <summary>The seed of initialisation and dropout.</summary>
    public ulong Seed { get; init; }

    /// <summary>The cell's gates, states and weights by name.</summary>
    /// <exception cref="CellTextException">The equations of the own cell are not valid.</exception>
    public CellDescription Description => OwnCell is null ? CellDescription.Of(Cell, Variant) : CellDescription.Of(CellProgram.Parse(OwnCell));

    /// <summary>Whether training runs the layers step by step, since the fused kernels have not what is asked for.</summary>
    public bool RunsStepwise => LayerNormalized || ZoneoutHidden > 0 || ZoneoutCell > 0 || RecurrentDropout > 0;

    /// <summary>The weights of one layer, in the order of the files: those of the cell, then those of its normalisation.</summary>
    public IReadOnlyList<CellParameter> LayerParameters => LayerNormalized ? [.. Description.Parameters, .. CellDescription.NormalizationOf(Cell, Variant)] : Description.Parameters;

    /// <summary>The number of weights, without building the model.</summary>
    /// <exception cref="OverflowException">The sizes are so large that the count passes 2^63.</exception>
    public long ParameterCount
    {
        get
        {
            checked
            {
                long input = Embedding > 0 ? Embedding : Vocabulary, total = (long)Embedding * Vocabulary;
                for (int layer = 0; layer < Layers; layer++, input = Hidden)
                    total += LayerParameters.Aggregate(0L, (sum, parameter) => checked(sum + parameter.Count(input, Hidden)));
                return total + (TieHead ? 0 : (long)Vocabulary * Hidden) + Vocabulary;
            }
        }
    }

    /// <summary>Every weight tensor in the order of the files: embedding, recurrent layers, head.</summary>
    public IReadOnlyList<ParameterSpec> ParameterSpecs
    {
        get
        {
            var specs = new List<ParameterSpec>();
            int input = Vocabulary;
            if (Embedding > 0)
            {
                specs.Add(new("embedding.weight", new Shape(Vocabulary, Embedding), "one learned vector per symbol"));
                input = Embedding;
            }

            for (int layer = 0; layer < Layers; layer++, input = Hidden)
            {
                string source = layer > 0 ? "the layer below" : Embedding > 0 ? "the embedding" : "the one-hot symbol";
                foreach (var parameter in LayerParameters)
                    specs.Add(new($"rnn.{parameter.Name}_l{layer}", parameter.Shape(input, Hidden), string.Format(CultureInfo.InvariantCulture, parameter.Description, source)));
            }

            if (!TieHead)
                specs.Add(new("head.weight", new Shape(Vocabulary, Hidden), "from the top layer to one score per symbol"));
            specs.Add(new("head.bias", new Shape(Vocabulary), "bias of the scores"));
            return specs;
        }
    }

    /// <summary>Checks every size before anything is allocated.</summary>
    /// <exception cref="ArgumentException">A size is out of range, or the model cannot fit in memory; the message says which and what to do.</exception>
    public void Validate()
    {
        if (!Enum.IsDefined(Cell))
            throw new ArgumentException($"The cell must be one of {string.Join(", ", Enum.GetNames<CellKind>())}.");
        if (CellProblem(Cell, Variant, ForgetBias, OwnCell) is { } problem)
            throw new ArgumentException(problem);
        Between("The number of layers", Layers, 1, MaximumLayers);
        Between("The hidden size", Hidden, 1, MaximumWidth);
        Between("The vocabulary", Vocabulary, 2, 2 * MaximumWidth);
        Between("The embedding size (0 for one-hot input)", Embedding, 0, MaximumWidth);
        if (TieHead && Embedding != Hidden)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"A head tied to the embedding needs an embedding as wide as a layer: {Hidden:N0}, not {Embedding:N0}."));
        if (!(Dropout >= 0 && Dropout < 1))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Dropout must be at least 0 and below 1, not {Dropout}: it is the share of units to drop."));
        foreach (var (_, message) in StackRules.Problems(this, Vocabulary))
            throw new ArgumentException(message);
        if (!Enum.IsDefined(Initialization))
            throw new ArgumentException("The initialisation must be PyTorch, CharRnn, Xavier, He, Orthogonal or Identity.");

        // Weights, gradients and the two moments of Adam, in float32.
        long bytes = ParameterCount * 16, available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (bytes > available || LargestTensor > Array.MaxLength)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"This model would have {ParameterCount:N0} weights and need {bytes / 1e9:N1} GB to train; this machine has {available / 1e9:N1} GB. Choose a smaller hidden size or fewer layers."));
        }
    }

    /// <summary>Why this cell cannot have these options, in a sentence; null where it can.</summary>
    public static string? CellProblem(CellKind cell, LstmVariant variant, double? forgetBias, string? ownCell = null)
    {
        if (ownCell is not null)
        {
            if (variant != LstmVariant.None || forgetBias is not null)
                return "An own cell is all in its equations: leave out the LSTM's variants and the forget-gate bias.";
            return CellProgram.TryParse(ownCell, out _, out var error) ? null : $"The equations of the own cell cannot be read. {error.Message}";
        }

        if (LstmVariants.Problem(cell, variant) is { } problem)
            return problem;
        if (forgetBias is not { } bias)
            return null;
        if (cell != CellKind.Lstm || new LstmGates(variant).Forget < 0)
            return $"A forget-gate bias needs an LSTM with a forget gate of its own; {CellDescription.Of(cell, variant).Title} has none. Leave it out.";
        return bias is >= -100 and <= 100 ? null : string.Create(CultureInfo.InvariantCulture, $"The forget-gate bias must lie between -100 and 100, not {bias}. 1 is usual.");
    }

    private long LargestTensor
    {
        get
        {
            long input = Embedding > 0 ? Embedding : Vocabulary;
            return Math.Max(Description.LargestParameter(Math.Max(input, Hidden), Hidden), (long)Vocabulary * Math.Max(Embedding, Hidden));
        }
    }

    private static void Between(string what, int value, int low, int high)
    {
        if (value < low || value > high)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{what} must be between {low} and {high:N0}, not {value:N0}."));
    }
}
