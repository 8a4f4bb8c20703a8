using System.Globalization;
using RnnLab.Compute;
using RnnLab.Nn.Recurrent.Custom;

namespace RnnLab.Nn.Recurrent;

/// <summary>What a recurrent network is made of. The defaults are those of torch.nn.LSTM with one layer.</summary>
public sealed record RecurrentNetworkOptions
{
    /// <summary>The greatest number of layers.</summary>
    public const int MaximumLayers = 32;

    /// <summary>The cell of every layer.</summary>
    public CellKind Cell { get; init; } = CellKind.Lstm;

    /// <summary>The equations of an own cell (see <see cref="CellProgram"/>), which then takes the place of <see cref="Cell"/>; null for a built-in one.</summary>
    public string? OwnCell { get; init; }

    /// <summary>What the LSTM does differently (Greff et al. 2017).</summary>
    public LstmVariant Variant { get; init; }

    /// <summary>The sum of both biases of a fresh LSTM's forget gate; null for what PyTorch draws. 1 lets a fresh network remember.</summary>
    public double? ForgetBias { get; init; }

    /// <summary>I: the width of the input, or the number of symbols where tokens are read as one-hot vectors.</summary>
    public int Input { get; init; }

    /// <summary>H: hidden units of each direction of each layer.</summary>
    public int Hidden { get; init; }

    /// <summary>L: layers on top of one another.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>Whether each layer reads in both directions and puts the two outputs beside one another, forward first (Schuster and Paliwal 1997).</summary>
    public bool Bidirectional { get; init; }

    /// <summary>Whether each layer above the first adds its input to its output (as Wu et al. 2016). What is dropped from the input is not dropped on this path.</summary>
    public bool Residual { get; init; }

    /// <summary>Whether the cells normalise their pre-activations (Ba et al. 2016, see <see cref="NormalizedCellWeights"/>); not for own cells.</summary>
    public bool LayerNormalized { get; init; }

    /// <summary>The share of each layer's outputs dropped on the way to the next, anew at every time; the top layer's are kept, as in PyTorch.</summary>
    public double Dropout { get; init; }

    /// <summary>Variational dropout (Gal and Ghahramani 2016) of what each layer reads: one mask for all time steps.</summary>
    public double InputDropout { get; init; }

    /// <summary>Variational dropout of h on its way round the recurrent weights of each layer, in an own cell of every state's on its way into a matrix: one mask for all time steps.</summary>
    public double RecurrentDropout { get; init; }

    /// <summary>Variational dropout of what the top layer gives: one mask for all time steps.</summary>
    public double OutputDropout { get; init; }

    /// <summary>Zoneout (Krueger et al. 2017): the probability that a unit of h keeps its old state at a step.</summary>
    public double ZoneoutHidden { get; init; }

    /// <summary>Zoneout of c, in cells that have it.</summary>
    public double ZoneoutCell { get; init; }

    /// <summary>Whether the state before the first step is learned, one vector for all sequences, where none is given; otherwise it is zero.</summary>
    public bool LearnInitialState { get; init; }

    /// <summary>Whether input and output are [B, T, ..] in place of [T, B, ..], PyTorch's batch_first. States are [B, H] either way.</summary>
    public bool BatchMajor { get; init; }

    /// <summary>What of the top layer's output is wanted.</summary>
    public SequenceReturn Returns { get; init; } = SequenceReturn.Sequence;

    /// <summary>Before the names of the parameters, with a dot: <c>rnn.weight_ih_l0</c>.</summary>
    public string Prefix { get; init; } = "rnn";

    /// <summary>The seed of the initial weights.</summary>
    public ulong Seed { get; init; }

    /// <summary>D: 1, or 2 for a bidirectional network.</summary>
    public int Directions => Bidirectional ? 2 : 1;

    /// <summary>D*H: the width of each layer's output.</summary>
    public int Output => Directions * Hidden;

    /// <summary>Gates, states and weights of the cell by name.</summary>
    public CellDescription Description => Program is { } program ? CellDescription.Of(program) : CellDescription.Of(Cell, Variant);

    /// <summary>Every parameter, in PyTorch's order and with PyTorch's names where PyTorch has it.</summary>
    public IReadOnlyList<ParameterSpec> ParameterSpecs
    {
        get
        {
            var specs = new List<ParameterSpec>();
            for (int layer = 0; layer < Layers; layer++)
            {
                for (int direction = 0; direction < Directions; direction++)
                    specs.AddRange(RecurrentNetworkParameters.Specs(this, layer, reverse: direction == 1));
            }

            return specs;
        }
    }

    /// <summary>The own cell; null for a built-in one.</summary>
    internal CellProgram? Program => OwnCell is null ? null : CellProgram.Parse(OwnCell);

    /// <summary>The names of the states, h first.</summary>
    internal IReadOnlyList<string> StateNames => Program is { } program ? program.StateNames : Description.HasCellState ? ["h", "c"] : ["h"];

    /// <summary>Whether a layer can run in the fused kernel.</summary>
    internal bool IsFused(bool training) => OwnCell is null && !LayerNormalized && ZoneoutHidden == 0 && ZoneoutCell == 0 && !(training && RecurrentDropout > 0);

    /// <summary>Checks everything before anything is allocated.</summary>
    /// <exception cref="ArgumentException">Something is out of range; the message says what and what to do.</exception>
    public void Validate()
    {
        if (!Enum.IsDefined(Cell))
            throw new ArgumentException($"There is no cell number {(int)Cell}.");
        if (LanguageModelConfig.CellProblem(Cell, Variant, ForgetBias, OwnCell) is { } problem)
            throw new ArgumentException(problem);
        Between("The width of the input", Input, 1, LanguageModelConfig.MaximumWidth);
        Between("The hidden size", Hidden, 1, LanguageModelConfig.MaximumWidth);
        Between("The number of layers", Layers, 1, MaximumLayers);
        if (LayerNormalized && OwnCell is not null)
            throw new ArgumentException("Layer normalisation inside the cell is defined for built-in cells; the equations of an own cell have no such function. Put a layer norm between layers.");
        if (LearnInitialState && Program?.Parameters.FirstOrDefault(parameter => StateNames.Any(state => parameter.Name == $"initial_{state}")) is { } taken)
            throw new ArgumentException($"The own cell has a weight called {taken.Name}, which is the name of a learned initial state. Give it another name, or leave the initial states zero.");
        if (ZoneoutCell > 0 && !Description.HasCellState)
            throw new ArgumentException($"{Description.Title} has no cell state, so nothing of it can be kept: set the zoneout of c to 0.");
        Share("Dropout between layers", Dropout);
        Share("Dropout of the input", InputDropout);
        Share("Dropout of the recurrent path", RecurrentDropout);
        Share("Dropout of the output", OutputDropout);
        Share("Zoneout of h", ZoneoutHidden);
        Share("Zoneout of c", ZoneoutCell);
    }

    private static void Between(string what, int value, int low, int high)
    {
        if (value < low || value > high)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{what} must be between {low} and {high:N0}, not {value:N0}."));
    }

    private static void Share(string what, double value)
    {
        if (!(value >= 0 && value < 1))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{what} must be at least 0 and below 1, not {value}."));
    }
}
