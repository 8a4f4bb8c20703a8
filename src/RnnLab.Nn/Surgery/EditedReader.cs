using RnnLab.Compute;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Recurrent.Custom;
using RnnLab.Nn.Unrolled;

namespace RnnLab.Nn.Surgery;

/// <summary>
/// Reads symbol after symbol with a model some of whose gates, weights or states are changed. Without changes it computes what the model computes: the
/// same equations on the same backend, sign by sign. One thread at a time.
/// </summary>
public sealed class EditedReader : IDisposable
{
    private readonly LanguageModel _model;
    private readonly GateSurgery _surgery;
    private readonly CellEquations _cell;
    private readonly Dictionary<(int Layer, string Name), Tensor> _weights = [];
    private readonly Tensor _table, _head, _bias;
    private readonly Tensor[][] _states;
    private readonly Tape _tape;
    private readonly Dictionary<(int Layer, string Gate), float[]> _gates = [];
    private readonly List<Tensor> _owned = [];
    private readonly IReadOnlyList<string> _carried;

    /// <summary>Takes the model's weights as they are now; the model stays the caller's and must outlive the reader.</summary>
    /// <exception cref="ArgumentException">The changes do not fit the model.</exception>
    public EditedReader(LanguageModel model, GateSurgery surgery)
    {
        var problems = surgery.Problems(model.Config);
        if (problems.Count > 0)
            throw new ArgumentException(string.Join(" ", problems), nameof(surgery));
        _model = model;
        _surgery = surgery;
        _cell = CellEquations.Of(model.Config);
        _tape = new Tape(model.Backend, gradients: false);

        // An LSTM with full gate recurrence carries all gates, g among them, though no gate looks at g.
        _carried = model.Config is { OwnCell: null, Description: { FurtherStates: > 0 } description } ? ["h", "c", .. description.GateNames.Except(["h", "c"])] : _cell.Program.StateNames;
        var plan = new UnrolledPlan
        {
            Cell = _cell, Layers = model.Config.Layers, Hidden = model.Config.Hidden, Symbols = model.Config.Vocabulary, Embedding = model.Config.Embedding, TiedHead = model.Config.TieHead, Inputs = [0], Targets = [0],
        };
        _table = _head = _bias = null!;
        foreach (var weight in UnrolledWeights.From(model, plan).All)
        {
            var tensor = Keep(weight.IsMatrix ? new Shape(weight.Rows, weight.Columns) : new Shape(weight.Columns), weight.Data);
            if (weight.Key.Layer < 0)
                _table = tensor;
            else if (weight.Key.Layer < plan.Layers)
                _weights[(weight.Key.Layer, weight.Key.Name)] = tensor;
            else if (weight.Key.Name == "a")
                _bias = tensor;
            else
                _head = tensor;
        }

        _head ??= _table;
        foreach (var edit in surgery.Weights)
            model.Backend.Fill(_weights[(edit.Layer, edit.Weight)], 0);
        var state = new Shape(1, model.Config.Hidden);
        _states = [.. Enumerable.Range(0, plan.Layers).Select(_ => _cell.Program.StateNames.Select(_ => Keep(state, null)).ToArray())];
    }

    /// <summary>How many symbols have been read.</summary>
    public long Time { get; private set; }

    /// <summary>A gate or state of the last step [H].</summary>
    public ReadOnlySpan<float> Gate(int layer, string gate) => _gates[(layer, gate)];

    /// <summary>The whole state, in the order of <see cref="ModelState.ToArray"/>.</summary>
    public float[] State
    {
        get
        {
            int width = _model.Config.Hidden;
            float[] values = new float[_states.Length * _carried.Count * width];
            for (int n = 0; n < _states.Length * _carried.Count; n++)
            {
                if (_gates.TryGetValue((n / _carried.Count, _carried[n % _carried.Count]), out float[]? kept))
                    kept.CopyTo(values, n * width);
            }

            return values;
        }
    }

    /// <summary>Reads a symbol and gives the scores of the next [V].</summary>
    public void Step(int token, Span<float> logits)
    {
        if ((uint)token >= (uint)_model.Config.Vocabulary)
            throw new ArgumentOutOfRangeException(nameof(token), $"Symbol {token} is not in the vocabulary of {_model.Config.Vocabulary}.");
        foreach (var edit in _surgery.States)
        {
            if (edit.Time == Time)
                Replace(edit.State);
        }

        _tape.Reset();
        var input = Input(token);
        for (int layer = 0; layer < _states.Length; layer++)
        {
            var step = new EditedStep(_tape, this, layer, input);
            var after = step.Run();
            foreach (string gate in _cell.Program.GateNames)
            {
                if (!_gates.TryGetValue((layer, gate), out float[]? values))
                    _gates[(layer, gate)] = values = new float[_model.Config.Hidden];
                step.Value(gate).Value.CopyTo(values);
            }

            for (int n = 0; n < after.Length; n++)
                _model.Backend.Copy(after[n].Value, _states[layer][n]);
            input = after[0];
        }

        input.MatMul(_tape.Constant(_head), transposeB: true).Add(_tape.Constant(_bias)).Value.CopyTo(logits);
        Time++;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _tape.Dispose();
        foreach (var tensor in _owned)
            tensor.Dispose();
    }

    /// <summary>A row of the table, or a one-hot vector.</summary>
    private Variable Input(int token)
    {
        var oneHot = _tape.Allocate(new Shape(1, _model.Config.Vocabulary));
        float[] values = new float[_model.Config.Vocabulary];
        values[token] = 1;
        oneHot.CopyFrom(values);
        var x = _tape.Constant(oneHot);
        return _table is null ? x : x.MatMul(_tape.Constant(_table));
    }

    private void Replace(float[] state)
    {
        int width = _model.Config.Hidden, count = _states.Length * _carried.Count;
        if (state.Length != count * width)
            throw new ArgumentException($"The state that is put in has {state.Length} numbers; this model's has {count * width}.");
        for (int n = 0; n < count; n++)
        {
            var values = state.AsSpan(n * width, width);
            int index = _cell.Program.StateNames.ToList().IndexOf(_carried[n % _carried.Count]);
            if (index >= 0)
                _states[n / _carried.Count][index].CopyFrom(values);
        }
    }

    private Tensor Keep(Shape shape, double[]? data)
    {
        var tensor = _model.Backend.Allocate(shape);
        if (data is not null)
            tensor.CopyFrom(data);
        _owned.Add(tensor);
        return tensor;
    }

    /// <summary>One step of one layer, whose equations give what the surgery says.</summary>
    private sealed class EditedStep(Tape tape, EditedReader reader, int layer, Variable input) : CellWalk<Variable>(reader._cell.Program, tape)
    {
        private protected override Variable Input => input;

        private protected override Variable Before(int state) => Tape.Constant(reader._states[layer][state]);

        private protected override Variable Weight(CellWeight weight) => Tape.Constant(reader._weights[(layer, weight.Name)]);

        private protected override Variable Apply(CellSign sign, Variable[] operands, Func<Variable[], Variable> compute) => compute(operands);

        private protected override Variable Done(CellEquation equation, Variable value)
        {
            float[]? held = null;
            foreach (var edit in reader._surgery.Gates)
            {
                if (edit.Layer != layer || edit.Gate != equation.Name)
                    continue;
                if (held is null)
                {
                    held = new float[value.Shape.Columns];
                    value.Value.CopyTo(held);
                }

                if (edit.Unit is { } unit)
                    held[unit] = (float)edit.Value;
                else
                    Array.Fill(held, (float)edit.Value);
            }

            if (held is null)
                return value;
            var tensor = Tape.Allocate(value.Shape);
            tensor.CopyFrom(held);
            return Tape.Constant(tensor);
        }
    }
}
