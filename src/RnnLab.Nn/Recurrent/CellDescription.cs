using System.Runtime.CompilerServices;
using RnnLab.Compute;
using RnnLab.Nn.Recurrent.Custom;

namespace RnnLab.Nn.Recurrent;

/// <summary>One weight tensor that a cell needs.</summary>
/// <param name="Name">PyTorch's name without the layer, such as <c>weight_ih</c>.</param>
/// <param name="RowBlocks">Its rows in multiples of H.</param>
/// <param name="Columns">What its columns stand for.</param>
/// <param name="Description">What it is, in a few words; {0} stands for what the layer reads.</param>
public sealed record CellParameter(string Name, int RowBlocks, CellColumns Columns, string Description)
{
    /// <summary>Columns in multiples of H, where <see cref="Columns"/> says so.</summary>
    public int ColumnBlocks { get; init; } = 1;

    /// <summary>The extents for I inputs and H hidden units.</summary>
    public Shape Shape(int input, int hidden) => Columns switch
    {
        CellColumns.None => new Shape(checked(RowBlocks * hidden)),
        CellColumns.NoneByInput => new Shape(input),
        CellColumns.Peephole => new Shape(RowBlocks, hidden),
        CellColumns.Input => new Shape(checked(RowBlocks * hidden), input),
        _ => new Shape(checked(RowBlocks * hidden), checked(ColumnBlocks * hidden)),
    };

    /// <summary>The number of elements, for sizes so absurd that nothing else holds them.</summary>
    public double Estimate(double input, double hidden) => Columns switch
    {
        CellColumns.NoneByInput => input,
        CellColumns.Input => RowBlocks * hidden * input,
        CellColumns.Hidden => RowBlocks * hidden * ColumnBlocks * hidden,
        _ => RowBlocks * hidden,
    };

    /// <summary>The number of elements, in 64 bits.</summary>
    public long Count(long input, long hidden) => checked(Columns switch
    {
        CellColumns.NoneByInput => input,
        CellColumns.Input => RowBlocks * hidden * input,
        CellColumns.Hidden => RowBlocks * hidden * ColumnBlocks * hidden,
        _ => RowBlocks * hidden,
    });
}

/// <summary>What the columns of a cell's weight stand for.</summary>
public enum CellColumns
{
    /// <summary>A vector over hidden units [blocks * H].</summary>
    None,

    /// <summary>A vector over inputs [I].</summary>
    NoneByInput,

    /// <summary>A vector over hidden units for each gate [gates, H].</summary>
    Peephole,

    /// <summary>A matrix from the input [blocks * H, I].</summary>
    Input,

    /// <summary>A matrix from hidden units [blocks * H, blocks * H].</summary>
    Hidden,
}

/// <summary>Everything about a cell that models, files and views must know and that does not depend on sizes: gates, states and weights by name.</summary>
public sealed class CellDescription
{
    private static readonly Dictionary<(CellKind, LstmVariant), CellDescription> BuiltIn = [];

    private static readonly ConditionalWeakTable<CellProgram, CellDescription> Own = [];

    private readonly IReadOnlyDictionary<string, (double Low, double High)> _ranges;

    private CellDescription(CellProgram program)
    {
        Title = "own cell";
        GateNames = program.GateNames;
        HasCellState = program.StateNames.Contains("c");
        OperationsPerStep = program.Operations;
        VectorsPerStep = 3 * program.Operations;
        FurtherStates = program.StateNames.Count - (HasCellState ? 2 : 1);
        _ranges = program.Equations.Where(equation => !equation.IsInputWide).ToDictionary(equation => equation.Name, equation => equation.Range);
        Parameters = program.Parameters;
    }

    private CellDescription(CellKind cell, LstmVariant variant)
    {
        int gates = cell.GateCount(variant);
        GateNames = cell.GateNames(variant);
        _ranges = GateNames.ToDictionary(gate => gate, gate => cell.GateRange(gate, variant));
        HasCellState = cell.HasCellState();
        VectorsPerStep = ((variant.Has(LstmVariant.FullGateRecurrence) ? 4 : 2) * gates) + 6;
        FurtherStates = variant.Has(LstmVariant.FullGateRecurrence) ? gates : 0;
        List<CellParameter> parameters =
        [
            new("weight_ih", gates, CellColumns.Input, "from {0} to the gates"),
            new("weight_hh", gates, CellColumns.Hidden, "from the previous hidden state to the gates"),
            new("bias_ih", gates, CellColumns.None, "input bias of the gates"),
            new("bias_hh", gates, CellColumns.None, "recurrent bias of the gates"),
        ];
        if (variant.Has(LstmVariant.Peephole))
            parameters.Add(new("weight_ch", gates - 1, CellColumns.Peephole, "peepholes: from the cell state to the gates, one number a unit"));
        if (variant.Has(LstmVariant.FullGateRecurrence))
            parameters.Add(new("weight_gh", gates - 1, CellColumns.Hidden, "from the gates of the step before to the gates") { ColumnBlocks = gates - 1 });
        Parameters = parameters;
        Title = cell switch
        {
            CellKind.Rnn => "RNN",
            CellKind.RnnRelu => "ReLU RNN",
            CellKind.Gru => "GRU",
            CellKind.GruResetBefore => "GRU (reset before)",
            CellKind.Mgu => "MGU",
            _ => variant == LstmVariant.None ? "LSTM" : $"LSTM ({variant.ToWords().Replace(",", ", ", StringComparison.Ordinal)})",
        };
    }

    /// <summary>The name in a word or two, for tables and headings.</summary>
    public string Title { get; }

    /// <summary>Gates in the order in which they are kept, then the states: RNN h; GRU r z n h; LSTM i f g o c h.</summary>
    public IReadOnlyList<string> GateNames { get; }

    /// <summary>Whether there is a cell state c beside the hidden state h.</summary>
    public bool HasCellState { get; }

    /// <summary>How many H-wide vectors are carried beside h and c: the gates of an LSTM with full gate recurrence, the other states of an own cell.</summary>
    public int FurtherStates { get; }

    /// <summary>
    /// About how many H-wide vectors training keeps for each step of each sequence: gates, states and their gradients of a built-in cell; for an own
    /// cell every operation's value, gradient and scratch.
    /// </summary>
    public int VectorsPerStep { get; }

    /// <summary>How many operations are recorded one by one for each step: those of an own cell; 0 for a built-in cell, whose whole sequence is one.</summary>
    public int OperationsPerStep { get; }

    /// <summary>The weights of one layer, in the order of the files.</summary>
    public IReadOnlyList<CellParameter> Parameters { get; }

    /// <summary>A built-in cell; always the same object for the same cell.</summary>
    public static CellDescription Of(CellKind cell, LstmVariant variant = LstmVariant.None)
    {
        lock (BuiltIn)
        {
            if (!BuiltIn.TryGetValue((cell, variant), out var description))
                BuiltIn[(cell, variant)] = description = new CellDescription(cell, variant);
            return description;
        }
    }

    /// <summary>An own cell.</summary>
    public static CellDescription Of(CellProgram program) => Own.GetValue(program, known => new CellDescription(known));

    /// <summary>What a cell learns in addition where its pre-activations are normalised (see <see cref="NormalizedCellWeights"/>), in the order of the files. PyTorch has no such layer; the names are this library's.</summary>
    public static IReadOnlyList<CellParameter> NormalizationOf(CellKind cell, LstmVariant variant = LstmVariant.None)
    {
        int gates = cell.GateCount(variant);
        bool oneSum = NormalizedCell.HasOneSum(cell);
        List<CellParameter> all = [];
        if (!oneSum)
            all.Add(new("gain_ih", gates, CellColumns.None, "gain of the normalised input part"));
        all.Add(new("gain_hh", gates, CellColumns.None, oneSum ? "gain of the normalised sum" : "gain of the normalised recurrent part"));
        if (cell.HasCellState())
        {
            all.Add(new("gain_c", 1, CellColumns.None, "gain of the normalised cell state"));
            all.Add(new("bias_c", 1, CellColumns.None, "added to the normalised cell state"));
        }

        return all;
    }

    /// <summary>Which block of the gates [T, B, G*H] holds a gate; -1 for h, and for c where it is the cell state, which are kept by themselves.</summary>
    public int BlockOf(string gate)
    {
        GateRange(gate);
        int block = 0;
        foreach (string name in GateNames)
        {
            bool apart = name == "h" || (name == "c" && HasCellState);
            if (name == gate)
                return apart ? -1 : block;
            block += apart ? 0 : 1;
        }

        return -1;
    }

    /// <summary>The weights of one layer that reads I numbers, in 64 bits.</summary>
    /// <exception cref="OverflowException">More than 2^63.</exception>
    public long ParameterCount(long input, long hidden) => Parameters.Aggregate(0L, (sum, parameter) => checked(sum + parameter.Count(input, hidden)));

    /// <summary>The elements of the largest weight tensor.</summary>
    public long LargestParameter(long input, long hidden) => Parameters.Max(parameter => parameter.Count(input, hidden));

    /// <summary>The lowest and highest value that a gate or state can take.</summary>
    /// <exception cref="ArgumentException">There is no such gate or state.</exception>
    public (double Low, double High) GateRange(string gate) => _ranges.TryGetValue(gate, out var range)
        ? range
        : throw new ArgumentException($"A cell of kind {Title} has no gate or state called \"{gate}\"; it has {string.Join(", ", GateNames)}.");
}
