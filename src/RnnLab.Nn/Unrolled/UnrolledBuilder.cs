using RnnLab.Compute;
using RnnLab.Compute.Recurrent;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Losses;

namespace RnnLab.Nn.Unrolled;

/// <summary>Records an unrolled network on a tape, operation by operation.</summary>
internal sealed class UnrolledBuilder
{
    private readonly UnrolledPlan _plan;
    private readonly UnrolledWeights _weights;
    private readonly UnrolledRecorder _recorder;
    private readonly Dictionary<UnrolledWeightKey, UnrolledValue> _byKey = [];
    private readonly Dictionary<int, UnrolledWeightKey> _keys = [];

    internal UnrolledBuilder(UnrolledPlan plan, UnrolledWeights weights, Tape tape)
    {
        plan.Validate();
        _plan = plan;
        _weights = weights;
        _recorder = new(tape);
    }

    internal (IReadOnlyList<UnrolledValue> Values, IReadOnlyList<UnrolledOp> Ops, IReadOnlyList<Variable> Variables, IReadOnlyDictionary<int, UnrolledWeightKey> Keys) Build()
    {
        foreach (var weight in _weights.All)
        {
            var value = _recorder.Leaf(weight.Key.Name, new(weight.Key.Part, weight.Key.Layer, -1, weight.Key.Direction), weight.Data, weight.Rows, weight.Columns, weight.IsMatrix);
            _byKey[weight.Key] = value;
            _keys[value.Id] = weight.Key;
        }

        int time = _plan.Time;
        var inputs = Enumerable.Range(0, time).Select(t => Symbol(UnrolledPart.Encoder, t, t < _plan.Inputs.Count ? _plan.Inputs[t] : null)).ToList();
        var initial = _plan.InitialStates;
        int states = _plan.Cell.Program.StateNames.Count;
        var (top, final) = Network(UnrolledPart.Encoder, inputs, _plan.Bidirectional, (layer, state) => Start(UnrolledPart.Encoder, layer, state, initial?[(layer * states) + state]));
        var losses = new List<UnrolledValue>();
        switch (_plan.Pattern)
        {
            case SequencePattern.ManyToOne:
                losses.Add(Answer(UnrolledPart.Encoder, time - 1, top[^1], _plan.Targets[0]));
                break;
            case SequencePattern.EncoderDecoder:
                // The decoder reads what it should have written before; at first nothing.
                var fed = Enumerable.Range(0, _plan.Targets.Count).Select(t => Symbol(UnrolledPart.Decoder, t, t > 0 ? _plan.Targets[t - 1] : null)).ToList();
                var (written, _) = Network(UnrolledPart.Decoder, fed, false, (layer, state) => final[layer][state]);
                losses.AddRange(written.Select((hidden, t) => Answer(UnrolledPart.Decoder, t, hidden, _plan.Targets[t])));
                break;
            default:
                losses.AddRange(top.Select((hidden, t) => Answer(UnrolledPart.Encoder, t, hidden, _plan.Targets[t])));
                break;
        }

        Mean(losses);
        return (_recorder.Values, _recorder.Ops, _recorder.Variables, _keys);
    }

    /// <summary>What a step reads: a one-hot or learned vector of a symbol, or zeros.</summary>
    private UnrolledValue Symbol(UnrolledPart part, int t, int? symbol)
    {
        double[] oneHot = new double[_plan.Symbols];
        if (symbol is { } index)
            oneHot[index] = 1;
        var place = new UnrolledPlace(part, -1, t);
        var value = _recorder.Input("x", place, oneHot, requiresGradient: false);
        if (_plan.Embedding == 0)
            return value;
        var table = Weight(UnrolledPart.Encoder, -1, RecurrentDirection.Forward, "E");
        return _recorder.Record(UnrolledOpKind.MatrixVector, place, "x", "E[x]", UnrolledRole.Intermediate, [table, value], (v, _) => v[1].MatMul(v[0]));
    }

    private UnrolledValue Start(UnrolledPart part, int layer, int state, double[]? values, RecurrentDirection direction = RecurrentDirection.Forward, int time = -1) =>
        _recorder.Input(_plan.Cell.Program.StateNames[state], new(part, layer, time, direction), values ?? new double[_plan.Hidden], requiresGradient: true);

    /// <summary>All layers over all steps: what the top layer gives, and the final states of each layer that reads forward.</summary>
    private (List<UnrolledValue> Top, List<UnrolledValue[]> Final) Network(UnrolledPart part, List<UnrolledValue> inputs, bool bidirectional, Func<int, int, UnrolledValue> start)
    {
        var final = new List<UnrolledValue[]>();
        int states = _plan.Cell.Program.StateNames.Count;
        for (int layer = 0; layer < _plan.Layers; layer++)
        {
            int from = layer;
            var (forward, last) = Layer(part, layer, RecurrentDirection.Forward, inputs, [.. Enumerable.Range(0, states).Select(state => start(from, state))]);
            final.Add(last);
            if (!bidirectional)
            {
                inputs = forward;
                continue;
            }

            var (backward, _) = Layer(part, layer, RecurrentDirection.Reverse, inputs, [.. Enumerable.Range(0, states).Select(state => Start(part, from, state, null, RecurrentDirection.Reverse, inputs.Count))]);
            inputs = [.. forward.Zip(backward, (a, b) => _recorder.Record(
                UnrolledOpKind.Concat, new(part, from, a.Place.Time), "h", "[h\u2192, h\u2190]", UnrolledRole.Intermediate, [a, b], (v, _) => VariableOps.ConcatColumns(v)))];
        }

        return (inputs, final);
    }

    private (List<UnrolledValue> Hidden, UnrolledValue[] Final) Layer(UnrolledPart part, int layer, RecurrentDirection direction, List<UnrolledValue> inputs, UnrolledValue[] states)
    {
        var program = _plan.Cell.Program;
        var hidden = new UnrolledValue[inputs.Count];
        for (int step = 0; step < inputs.Count; step++)
        {
            int t = direction == RecurrentDirection.Forward ? step : inputs.Count - 1 - step;
            var place = new UnrolledPlace(part, layer, t, direction);
            double factor = part == UnrolledPart.Encoder && direction == RecurrentDirection.Forward ? _plan.CarryFactor(t) : 1;
            var carried = states.Select((state, n) => _recorder.Carry(place, program.StateNames[n], state, factor)).ToArray();
            var cell = new UnrolledCellStep(_recorder, program, place, inputs[t], carried, name => Weight(part, layer, direction, name));
            states = cell.Run();
            hidden[t] = states[0];
        }

        return ([.. hidden], states);
    }

    /// <summary>Scores and loss of a step.</summary>
    private UnrolledValue Answer(UnrolledPart part, int t, UnrolledValue hidden, int target)
    {
        var place = new UnrolledPlace(part, _plan.Layers, t);
        var bias = Weight(part, _plan.Layers, RecurrentDirection.Forward, "a");
        var product = _plan.TiedHead
            ? _recorder.Record(UnrolledOpKind.MatrixVector, place, "y", "E*h", UnrolledRole.Intermediate, [Weight(UnrolledPart.Encoder, -1, RecurrentDirection.Forward, "E"), hidden], (v, _) => v[1].MatMul(v[0], transposeB: true))
            : _recorder.Record(UnrolledOpKind.MatrixVector, place, "y", "V*h", UnrolledRole.Intermediate, [Weight(part, _plan.Layers, RecurrentDirection.Forward, "V"), hidden], (v, _) => v[1].MatMul(v[0], transposeB: true));
        var scores = _recorder.Record(UnrolledOpKind.Add, place, "y", "y", UnrolledRole.Scores, [product, bias], (v, _) => v[0].Add(v[1]));
        return _recorder.Record(UnrolledOpKind.CrossEntropy, place, "L", "L", UnrolledRole.Loss, [scores], (v, tape) =>
        {
            var targets = tape.Own(tape.Backend.AllocateIndices(new Shape(1)));
            targets.CopyFrom([target]);
            return CrossEntropy.Of(v[0], new TokenInput(targets)).Mean;
        });
    }

    private void Mean(List<UnrolledValue> losses) =>
        _recorder.Record(UnrolledOpKind.Mean, new(losses[0].Place.Part, _plan.Layers, losses.Count), "L", "mean L", UnrolledRole.Loss, losses, (v, _) =>
        {
            var sum = v[0];
            for (int n = 1; n < v.Length; n++)
                sum = sum.Add(v[n]);
            return sum.Scale(1.0 / v.Length);
        });

    private UnrolledValue Weight(UnrolledPart part, int layer, RecurrentDirection direction, string name) => _byKey[new(part, layer, direction, name)];
}
