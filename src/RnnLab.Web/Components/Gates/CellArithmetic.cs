using System.Globalization;
using RnnLab.Compute;
using RnnLab.Compute.Reference;
using RnnLab.Nn;
using RnnLab.Nn.Unrolled;
using RnnLab.Training.Runs;
using RnnLab.Training.Views;
using RnnLab.Web.Components.Inside.Notations;

namespace RnnLab.Web.Components.Gates;

/// <summary>One part of an equation at one unit.</summary>
/// <param name="Tex">The part in symbols.</param>
/// <param name="Words">What it is.</param>
/// <param name="Value">Its value.</param>
public sealed record ArithmeticPart(string Tex, string Words, double Value);

/// <summary>The arithmetic of one cell of a map.</summary>
/// <param name="Symbols">The equation in TeX.</param>
/// <param name="Numbers">The same with the numbers of this unit in place.</param>
/// <param name="Value">What it comes to.</param>
/// <param name="Parts">Its parts, each by itself.</param>
public sealed record CellExplanation(string Symbols, string Numbers, double Value, IReadOnlyList<ArithmeticPart> Parts);

/// <summary>
/// One time step of a network, operation by operation, in float64 on the reference backend, from the states that the network had before it: every part of every equation with the
/// numbers that went into it.
/// </summary>
public sealed class CellArithmetic : IDisposable
{
    private readonly ReferenceBackend _backend = new();
    private readonly UnrolledGraph _graph;
    private readonly Dictionary<int, UnrolledOp> _made;
    private readonly string? _reads;
    private readonly string _before = "t-1";
    private CellNotation _names;

    /// <summary>Computes the step.</summary>
    /// <param name="model">The network; on the thread that owns it.</param>
    /// <param name="token">The symbol that is read.</param>
    /// <param name="frame">The states before, of the network over the text.</param>
    /// <param name="time">The time step.</param>
    public CellArithmetic(LanguageModel model, int token, GateFrame frame, int time)
    {
        var config = model.Config;
        var cell = CellEquations.Of(config);
        var plan = new UnrolledPlan
        {
            Cell = cell, Layers = config.Layers, Hidden = config.Hidden, Symbols = config.Vocabulary, Embedding = config.Embedding, TiedHead = config.TieHead, Inputs = [token], Targets = [token],
            InitialStates = time == 0 ? null : [.. frame.Layers.SelectMany(layer => cell.Program.StateNames.Select(state => Column(layer, state, time - 1)))],
        };
        try
        {
            _graph = new UnrolledGraph(plan, UnrolledWeights.From(model, plan), _backend);
        }
        catch
        {
            _backend.Dispose();
            throw;
        }

        if (model.Config.Layers == 1 && frame.Layers[0].IsBackward is { } backward)
            (_before, _reads) = (backward ? "t+1" : "t-1", config.Embedding > 0 ? @"\left[\overrightarrow{h}_t;\,\overleftarrow{h}_t\right]" : null);
        _names = CellNotation.Of(Notation.PyTorch, config);
        _made = _graph.Ops.ToDictionary(op => op.Output);
    }

    /// <summary>The step of one half of a layer that reads from both ends; ask it for layer 0.</summary>
    /// <param name="run">The network that was set up by hand.</param>
    /// <param name="backend">Where its weights are drawn.</param>
    /// <param name="frame">Its states over the text.</param>
    /// <param name="place">The number of the half in the frame.</param>
    /// <param name="time">The time step.</param>
    public static CellArithmetic OfHalf(TrainingRun run, IComputeBackend backend, GateFrame frame, int place, int time)
    {
        using TwoWayNetwork network = new(run.Config, run.Vocabulary, backend);
        var (model, token, alone, step) = network.Alone(frame, place, time);
        using (model)
            return new CellArithmetic(model, token, alone, step);
    }

    /// <summary>Whether the equations alone say what a network computes; residual layers, normalisation and zoneout add to them.</summary>
    public static bool Knows(LanguageModelConfig config) => StackRules.BeyondEquations(config) is null;

    /// <summary>The arithmetic of a gate or state at one unit.</summary>
    /// <param name="layer">The layer, from 0.</param>
    /// <param name="gate">The gate or state by its internal letter.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="names">What it writes; PyTorch's names for null.</param>
    public CellExplanation Explain(int layer, string gate, int unit, CellNotation? names = null)
    {
        _names = names ?? _names;
        var place = new UnrolledPlace(UnrolledPart.Encoder, layer, 0);
        var value = _graph.Values.First(one => one.Name == gate && one.Place == place && (one.Role is UnrolledRole.Gate or UnrolledRole.State));
        var op = _made[value.Id];
        var parts = new List<ArithmeticPart>();
        Collect(value, layer, gate, unit, parts, root: true);
        string name = Name(value, layer);
        string symbols = $"{name} = {Print(value, layer, gate, null, 0, root: true)}";
        string numbers = $"{name} = {Print(value, layer, gate, unit, 0, root: true)}";
        if (op.Kind is UnrolledOpKind.Sigmoid or UnrolledOpKind.Tanh or UnrolledOpKind.Relu)
            numbers += $" = {Function(op.Kind)}\\left({Number(_graph.Values[op.Inputs[0]].Data[unit], alone: true)}\\right)";
        return new(symbols, $"{numbers} = {Number(value.Data[unit], alone: true)}", value.Data[unit], parts);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _graph.Dispose();
        _backend.Dispose();
    }

    private static double[] Column(GateLayer layer, string state, int time)
    {
        float[] values = layer.Maps.First(map => map.Name == state).Values;
        double[] column = new double[layer.Hidden];
        for (int unit = 0; unit < column.Length; unit++)
            column[unit] = values[(unit * layer.Time) + time];
        return column;
    }

    /// <summary>Whether a value stands for itself in an equation.</summary>
    private bool IsLeaf(UnrolledValue value, string gate, bool root) =>
        !_made.TryGetValue(value.Id, out var op) || op.Kind == UnrolledOpKind.Carry || op.Equation != gate || (!root && (value.Role is UnrolledRole.Gate or UnrolledRole.State));

    /// <summary>Writes an expression; with a unit, its numbers in place of its symbols. Levels: 0 sum, 1 product, 2 atom.</summary>
    private string Print(UnrolledValue value, int layer, string gate, int? unit, int level, bool root = false)
    {
        if (IsLeaf(value, gate, root))
            return unit is { } at ? Number(value.Data[Math.Min(at, value.Data.Length - 1)]) : Name(value, layer);
        var op = _made[value.Id];
        string Operand(int input, int within) => Print(_graph.Values[op.Inputs[input]], layer, gate, unit, within);
        string Two(string sign, int left, int right)
        {
            string number = op.Constant is { } constant ? constant.ToString("0.####", CultureInfo.InvariantCulture) : "";
            return op.Constant is null ? $"{Operand(0, left)} {sign} {Operand(op.Inputs.Count - 1, right)}"
                : op.ConstantFirst ? $"{number} {sign} {Operand(0, right)}" : $"{Operand(0, left)} {sign} {number}";
        }

        var (text, own) = op.Kind switch
        {
            UnrolledOpKind.MatrixVector when unit is { } at => (Number(value.Data[at]), 2),
            UnrolledOpKind.MatrixVector => ($"{Name(_graph.Values[op.Inputs[0]], layer)}\\,{Operand(1, 2)}", 1),
            UnrolledOpKind.Add => (Two("+", 0, 0), 0),
            UnrolledOpKind.Subtract => (Two("-", 0, 1), 0),
            UnrolledOpKind.Multiply => (Two(unit is null ? "\\odot" : "\\cdot", 1, 1), 1),
            UnrolledOpKind.Divide => (Two("/", 1, 2), 1),
            UnrolledOpKind.Negate => ($"-{Operand(0, 1)}", 0),
            _ => ($"{Function(op.Kind)}\\left({Operand(0, 0)}\\right)", 2),
        };
        return own < level ? $"\\left({text}\\right)" : text;
    }

    private void Collect(UnrolledValue value, int layer, string gate, int unit, List<ArithmeticPart> parts, bool root = false)
    {
        if (IsLeaf(value, gate, root))
        {
            Add(Name(value, layer), Words(value), value.Data[Math.Min(unit, value.Data.Length - 1)]);
            return;
        }

        var op = _made[value.Id];
        if (op.Kind == UnrolledOpKind.MatrixVector)
        {
            string matrix = _names.WeightPlain(_graph.Values[op.Inputs[0]].Name);
            var read = _graph.Values[op.Inputs[1]];
            bool input = read.Role == UnrolledRole.Input || read.Place.Layer < layer;
            Add(Print(value, layer, gate, null, 0), input ? $"input part: row {unit} of {matrix} times what it reads" : $"recurrent part: row {unit} of {matrix} times the state", value.Data[unit]);
            return;
        }

        foreach (int input in op.Inputs)
            Collect(_graph.Values[input], layer, gate, unit, parts);
        if (root && op.Inputs.Count == 1 && op.Constant is null)
            Add(@"\Sigma", "their sum, before it is squashed", _graph.Values[op.Inputs[0]].Data[unit]);

        void Add(string tex, string words, double number)
        {
            if (!parts.Any(part => part.Tex == tex))
                parts.Add(new(tex, words, number));
        }
    }

    private string Words(UnrolledValue value) => value.Role switch
    {
        UnrolledRole.Weight => "bias",
        UnrolledRole.Gate => "gate at this step",
        UnrolledRole.State => "state after this step",
        _ => _made.ContainsKey(value.Id) ? _before == "t+1" ? "state before this step: it reads from the end" : "state before this step" : "what it reads",
    };

    private string Name(UnrolledValue value, int layer)
    {
        if (value.Role == UnrolledRole.Weight)
            return value.Name.Length is > 1 and <= 4 || _names.Notation != Notation.PyTorch ? _names.WeightTex(value.Name) : Plain(value.Name);
        if (_made.TryGetValue(value.Id, out var op) && op.Kind == UnrolledOpKind.Carry)
            return _names.Name(op.Equation).Tex(_before);
        if (value.Place.Layer < 0)
            return _reads ?? _names.Name("x").Tex("t");
        if (value.Place.Layer < layer)
            return _names.Name("h").Tex("t", string.Create(CultureInfo.InvariantCulture, $"({value.Place.Layer + 1})"));
        return _names.Name(value.Name).Tex("t");
    }

    private static string Plain(string name) => $"\\mathit{{{name.Replace("_", "\\_", StringComparison.Ordinal)}}}";

    private static string Function(UnrolledOpKind kind) => kind switch
    {
        UnrolledOpKind.Sigmoid => @"\sigma",
        UnrolledOpKind.Tanh => @"\tanh",
        UnrolledOpKind.Exp => @"\exp",
        _ => $"\\mathrm{{{kind.ToString().ToLowerInvariant()}}}",
    };

    private static string Number(double value, bool alone = false)
    {
        string text = value.ToString(Math.Abs(value) is >= 0.001 and < 1000 or 0 ? "0.0000" : "0.00e0", CultureInfo.InvariantCulture);
        if (text.IndexOf('e', StringComparison.Ordinal) is var e and > 0)
            text = $"{text[..e]}\\cdot10^{{{text[(e + 1)..]}}}";
        return value < 0 && !alone ? $"({text})" : text;
    }
}
