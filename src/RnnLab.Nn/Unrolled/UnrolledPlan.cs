namespace RnnLab.Nn.Unrolled;

/// <summary>What is unrolled: the cell, the sizes, which steps read what and which answer what, and where gradients are cut.</summary>
public sealed record UnrolledPlan
{
    /// <summary>The most time steps: beyond, neither a person nor a page can follow every operation.</summary>
    public const int MaximumTime = 64;

    /// <summary>The cell's equations.</summary>
    public required CellEquations Cell { get; init; }

    /// <summary>Which steps read and which answer.</summary>
    public SequencePattern Pattern { get; init; } = SequencePattern.ManyToMany;

    /// <summary>Whether each layer also reads the sequence from its end (Schuster and Paliwal 1997). A decoder reads forward only.</summary>
    public bool Bidirectional { get; init; }

    /// <summary>L: stacked layers.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>H: hidden units of each layer.</summary>
    public int Hidden { get; init; } = 4;

    /// <summary>V: the symbols that are read and answered.</summary>
    public required int Symbols { get; init; }

    /// <summary>Width of learned symbol vectors; 0 for one-hot input.</summary>
    public int Embedding { get; init; }

    /// <summary>Whether the head shares the embedding's weights.</summary>
    public bool TiedHead { get; init; }

    /// <summary>The symbols that are read, one for each step that reads.</summary>
    public required IReadOnlyList<int> Inputs { get; init; }

    /// <summary>The symbols that are answered, one for each step that answers.</summary>
    public required IReadOnlyList<int> Targets { get; init; }

    /// <summary>Times t at which no gradient passes from t back to t - 1: where truncated backpropagation cuts. The state passes all the same.</summary>
    public IReadOnlySet<int> Cuts { get; init; } = new HashSet<int>();

    /// <summary>
    /// What the gradient is multiplied with as it passes from t back to t - 1, by t; where nothing is said it passes as it is. Randomised truncation without bias has 0 where it cuts
    /// and more than 1 where it does not (<see cref="RandomTruncation.Factors"/>). The state passes all the same.
    /// </summary>
    public IReadOnlyDictionary<int, double> CarryFactors { get; init; } = new Dictionary<int, double>();

    /// <summary>Whether a gradient is cut or multiplied anywhere on its way back through time.</summary>
    public bool Truncates => Cuts.Any(InTime) || CarryFactors.Any(factor => InTime(factor.Key) && factor.Value != 1);

    /// <summary>The states before the first step, h, c and so on of the lowest layer first, each [H]; null for zeros. Only for networks that read forward.</summary>
    public IReadOnlyList<double[]>? InitialStates { get; init; }

    /// <summary>T: the steps of the network, or of the encoder.</summary>
    public int Time => Pattern is SequencePattern.OneToMany ? Targets.Count : Inputs.Count;

    /// <summary>The numbers that a layer of the network reads.</summary>
    internal int InputOf(int layer, bool bidirectional) => layer > 0 ? Hidden * (bidirectional ? 2 : 1) : Embedding > 0 ? Embedding : Symbols;

    /// <summary>What the gradient is multiplied with on its way from t back to t - 1.</summary>
    internal double CarryFactor(int t) => Cuts.Contains(t) ? 0 : CarryFactors.GetValueOrDefault(t, 1);

    private bool InTime(int t) => t > 0 && t < Time;

    /// <summary>Checks that everything fits.</summary>
    /// <exception cref="ArgumentException">Something does not; the message says what and what to do.</exception>
    internal void Validate()
    {
        Between("The number of layers", Layers, 1, LanguageModelConfig.MaximumLayers);
        Between("The hidden size", Hidden, 1, 1024);
        Between("The number of symbols", Symbols, 2, 65_536);
        Between("The embedding size (0 for one-hot input)", Embedding, 0, 1024);
        Between("The length of the sequence", Time, 1, MaximumTime);
        Between("The number of answers", Targets.Count, 1, MaximumTime);
        if (CarryFactors.Values.Any(factor => !(factor is >= 0 and <= 1e6)))
            throw new ArgumentException("A gradient on its way back may be multiplied with 0 to 1,000,000, not less or more.");
        if (TiedHead && (Embedding != Hidden || Bidirectional))
            throw new ArgumentException("A head tied to the embedding needs an embedding as wide as what the top layer gives.");
        foreach (int symbol in Inputs.Concat(Targets))
            Between("A symbol's index", symbol, 0, Symbols - 1);
        var (inputs, targets) = Pattern switch
        {
            SequencePattern.OneToOne => (1, 1),
            SequencePattern.OneToMany => (1, Targets.Count),
            SequencePattern.ManyToOne => (Inputs.Count, 1),
            SequencePattern.ManyToMany => (Inputs.Count, Inputs.Count),
            _ => (Inputs.Count, Targets.Count),
        };
        if (Inputs.Count != inputs || Targets.Count != targets)
            throw new ArgumentException($"{Pattern} reads {inputs} and answers {targets} symbols; {Inputs.Count} and {Targets.Count} were given.");
        if (InitialStates is { } states && (Bidirectional || states.Count != Layers * Cell.Program.StateNames.Count || states.Any(state => state.Length != Hidden)))
            throw new ArgumentException($"The states before the first step are {Layers} times {string.Join(", ", Cell.Program.StateNames)} with {Hidden} numbers each, for networks that read forward only.");
    }

    private static void Between(string what, int value, int low, int high)
    {
        if (value < low || value > high)
            throw new ArgumentException(FormattableString.Invariant($"{what} must be between {low:N0} and {high:N0}, not {value:N0}."));
    }
}
