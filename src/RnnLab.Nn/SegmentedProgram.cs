using RnnLab.Compute;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Losses;
using RnnLab.Nn.Recurrent;

namespace RnnLab.Nn;

/// <summary>
/// A model's training tape for the modes that need a sequence in segments: gradients that may be cut between them, and inputs that depend on
/// what the step before predicted. With all gates open and all inputs true it computes what <see cref="SequenceProgram"/> does.
/// </summary>
internal sealed class SegmentedProgram : IDisposable
{
    private readonly LanguageModel _model;
    private readonly SequenceMode _mode;
    private readonly Tape _tape;
    private readonly Shape _shape;
    private readonly int _length;
    private readonly int[] _truth, _wanted;
    private readonly List<TokenInput> _inputs = [], _targets = [];
    private readonly List<DropoutPosition> _dropout = [];
    private readonly List<GradientGate> _gates = [];
    private readonly Variable[] _hidden;
    private readonly Variable?[] _cell, _further;
    private readonly InputChooser _chooser;
    private IReadOnlyList<RecurrentOutput> _last = [];
    private Variable? _objective, _loss;

    internal SegmentedProgram(LanguageModel model, Shape tokens, SequenceMode mode)
    {
        mode.Validate();
        _model = model;
        _mode = mode;
        _shape = tokens;
        _length = mode.OwnInputs ? 1 : RandomTruncation.SegmentLength(mode.MeanTruncation);
        _tape = new Tape(model.Backend);
        _truth = new int[tokens.Count];
        _wanted = new int[tokens.Count];
        _chooser = new(model.Config.Seed, tokens[1], model.Config.Vocabulary, mode.Greedy);
        int batch = tokens[1], layers = model.Config.Layers, width = model.Config.Hidden, further = model.Config.Description.FurtherStates * width;
        _hidden = [.. Enumerable.Range(0, layers).Select(_ => _tape.Constant(_tape.Allocate(new Shape(batch, width))))];
        _cell = [.. Enumerable.Range(0, layers).Select(_ => model.Config.Description.HasCellState ? _tape.Constant(_tape.Allocate(new Shape(batch, width))) : null)];
        _further = [.. Enumerable.Range(0, layers).Select(_ => further > 0 ? _tape.Constant(_tape.Allocate(new Shape(batch, further))) : null)];
    }

    /// <summary>Whether this program is one for such batches.</summary>
    internal bool Fits(Shape tokens, SequenceMode mode) => tokens == _shape && mode == _mode;

    /// <summary>One pass forward and backward; returns the mean loss in nats per token.</summary>
    internal double Run(IndexTensor tokens, IndexTensor targets, ModelState state, ulong step, double weight, double trueShare)
    {
        tokens.CopyTo(_truth);
        targets.CopyTo(_wanted);
        (_chooser.Step, _chooser.TrueShare) = (step, trueShare);
        for (int layer = 0; layer < _hidden.Length; layer++)
        {
            _model.Backend.Copy(state.Hidden(layer), _hidden[layer].Value);
            if (_cell[layer] is { } cell)
                _model.Backend.Copy(state.Cell(layer)!, cell.Value);
            if (_further[layer] is { } further)
                _model.Backend.Copy(state.Further(layer)!, further.Value);
        }

        if (_loss is null)
        {
            Record(step);
        }
        else
        {
            for (int segment = 0; segment < _targets.Count; segment++)
            {
                Load(segment);
                _dropout[segment].Step = step;
            }

            _tape.Replay();
        }

        for (int place = 0; place < _gates.Count; place++)
            _gates[place].Factor = RandomTruncation.Factor(_model.Config.Seed, step, place, _mode.MeanTruncation);
        _tape.Backward(_objective!, weight);

        for (int layer = 0; layer < _hidden.Length; layer++)
        {
            _model.Backend.Copy(_last[layer].FinalHidden.Value, state.Hidden(layer));
            if (_last[layer].FinalCell is { } cell)
                _model.Backend.Copy(cell.Value, state.Cell(layer)!);
            if (_last[layer].FinalGates is { } further)
                _model.Backend.Copy(further.Value, state.Further(layer)!);
        }

        Span<double> loss = stackalloc double[1];
        _loss!.Value.CopyTo(loss);
        return loss[0];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _tape.Dispose();
        foreach (var owned in _inputs.Concat(_targets))
            owned.Value.Dispose();
    }

    private void Record(ulong step)
    {
        Variable[] hidden = [.. _hidden];
        Variable?[] cell = [.. _cell], further = [.. _further];
        Variable? scores = null, objective = null, loss = null;
        int time = _shape[0], batch = _shape[1];
        for (int from = 0, segment = 0; from < time; from += _length, segment++)
        {
            int length = Math.Min(_length, time - from);
            _inputs.Add(new(_model.Backend.AllocateIndices(new Shape(length, batch))));
            _targets.Add(new(_model.Backend.AllocateIndices(new Shape(length, batch))));

            // The numbers that the whole sequence's mask would have at these steps.
            _dropout.Add(new(_model.Config.Seed) { Step = step, Offset = (ulong)from * (ulong)batch * (ulong)_model.Config.Hidden });
            Load(segment);
            if (_mode.OwnInputs && scores is not null)
                _tape.Record(new ChooseInputsNode(_chooser, from, _truth, scores, _inputs[segment]));
            (var top, _last) = _model.Stack.Run(_tape, _model.Input.Forward(_tape, _inputs[segment]), hidden, cell, _dropout[segment], further);
            scores = _model.Head.Forward(_tape, top);
            double smoothing = _model.Config.LabelSmoothing, share = length / (double)time;
            objective = Sum(objective, CrossEntropy.Of(scores, _targets[segment], new CrossEntropyOptions(null, smoothing)).Mean.Scale(share));
            if (smoothing > 0)
                loss = Sum(loss, CrossEntropy.Of(_tape.Constant(scores.Value), _targets[segment]).Mean.Scale(share));
            if (from + length < time)
                Pass(hidden, cell, further);
        }

        _objective = objective;
        _loss = loss ?? objective;

        static Variable Sum(Variable? before, Variable part) => before is null ? part : before.Add(part);
    }

    /// <summary>Hands the last segment's states to the next, through a gate where gradients may be cut.</summary>
    private void Pass(Variable[] hidden, Variable?[] cell, Variable?[] further)
    {
        var gate = _mode.MeanTruncation > 0 ? new GradientGate() : null;
        if (gate is not null)
            _gates.Add(gate);
        for (int layer = 0; layer < hidden.Length; layer++)
        {
            hidden[layer] = Gated(_last[layer].FinalHidden)!;
            cell[layer] = Gated(_last[layer].FinalCell);
            further[layer] = Gated(_last[layer].FinalGates);
        }

        Variable? Gated(Variable? state) => state is null || gate is null ? state : GradientGateNode.Through(state, gate);
    }

    /// <summary>Copies the true inputs and the targets of one segment; own inputs overwrite theirs later.</summary>
    private void Load(int segment)
    {
        int from = segment * _length * _shape[1], count = (int)_targets[segment].Shape.Count;
        _inputs[segment].Value.CopyFrom(_truth.AsSpan(from, count));
        _targets[segment].Value.CopyFrom(_wanted.AsSpan(from, count));
    }
}
