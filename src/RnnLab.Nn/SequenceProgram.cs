using RnnLab.Compute;
using RnnLab.Compute.Recurrent;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Losses;
using RnnLab.Nn.Recurrent;

namespace RnnLab.Nn;

/// <summary>
/// A model's tape for one size of batch: recorded on the first run, replayed in the same buffers on all later ones.
/// </summary>
internal sealed class SequenceProgram : IDisposable
{
    private readonly LanguageModel _model;
    private readonly Tape _tape;
    private readonly bool _training;
    private readonly Variable[] _initialHidden;
    private readonly Variable?[] _initialCell;
    private readonly Variable?[] _initialFurther;
    private readonly DropoutPosition? _dropout;
    private readonly int _meanTruncation;
    private StateGates? _gates;
    private TokenInput? _tokens, _targets;
    private IReadOnlyList<RecurrentOutput> _layers = [];
    private CrossEntropy? _objective, _loss;
    private Variable? _logits;

    /// <summary>A program with gradients and dropout, or without both; own dropout is for a forward pass that drops as another does. A mean truncation of 0 is none.</summary>
    internal SequenceProgram(LanguageModel model, int batch, bool training, int meanTruncation = 0, DropoutPosition? dropout = null)
    {
        _model = model;
        _training = training;
        _meanTruncation = meanTruncation;
        _tape = new Tape(model.Backend, gradients: training);
        _dropout = dropout ?? (training ? new DropoutPosition(model.Config.Seed) : null);
        var shape = new Shape(batch, model.Config.Hidden);
        _initialHidden = new Variable[model.Config.Layers];
        _initialCell = new Variable?[model.Config.Layers];
        _initialFurther = new Variable?[model.Config.Layers];
        var description = model.Config.Description;
        for (int layer = 0; layer < model.Config.Layers; layer++)
        {
            _initialHidden[layer] = _tape.Constant(_tape.Allocate(shape));
            _initialCell[layer] = description.HasCellState ? _tape.Constant(_tape.Allocate(shape)) : null;
            _initialFurther[layer] = description.FurtherStates > 0 ? _tape.Constant(_tape.Allocate(new Shape(batch, description.FurtherStates * model.Config.Hidden))) : null;
        }
    }

    /// <summary>The scores of the last run [T, B, V].</summary>
    internal Tensor Logits => _logits!.Value;

    /// <summary>The loss of the last run in nats, without label smoothing.</summary>
    internal CrossEntropy Loss => _loss!;

    /// <summary>The gates and states of the last run, bottom layer first.</summary>
    internal IReadOnlyList<RecurrentActivations> Activations => [.. _layers.Select(layer => layer.Activations)];

    /// <summary>The tape, for a trace that takes it over.</summary>
    internal Tape Tape => _tape;

    /// <summary>Runs forward from a state and leaves the state where the sequence ended. The step decides what is dropped, and where gradients are cut at random.</summary>
    internal void Run(IndexTensor tokens, IndexTensor? targets, ModelState state, ulong step)
    {
        for (int layer = 0; layer < _initialHidden.Length; layer++)
        {
            _model.Backend.Copy(state.Hidden(layer), _initialHidden[layer].Value);
            if (_initialCell[layer] is { } cell)
                _model.Backend.Copy(state.Cell(layer)!, cell.Value);
            if (_initialFurther[layer] is { } further)
                _model.Backend.Copy(state.Further(layer)!, further.Value);
        }

        _dropout?.Step = step;
        if (_logits is null)
        {
            Record(tokens, targets);
        }
        else
        {
            _tokens!.Value = tokens;
            if (targets is not null)
                _targets!.Value = targets;
            _tape.Replay();
        }

        for (int place = 0; place < (_gates?.Places ?? 0); place++)
            _gates!.Set(place, RandomTruncation.Factor(_model.Config.Seed, step, place, _meanTruncation));
        for (int layer = 0; layer < _initialHidden.Length; layer++)
        {
            _model.Backend.Copy(_layers[layer].FinalHidden.Value, state.Hidden(layer));
            if (_layers[layer].FinalCell is { } cell)
                _model.Backend.Copy(cell.Value, state.Cell(layer)!);
            if (_layers[layer].FinalGates is { } further)
                _model.Backend.Copy(further.Value, state.Further(layer)!);
        }
    }

    /// <summary>Adds a multiple of the gradient of what the last run is to lower, the mean loss with label smoothing, to the model's gradients.</summary>
    internal void Backward(double weight) => _tape.Backward(_objective!.Mean, weight);

    /// <inheritdoc/>
    public void Dispose() => _tape.Dispose();

    private void Record(IndexTensor tokens, IndexTensor? targets)
    {
        _tokens = new TokenInput(tokens);
        var input = _model.Input.Forward(_tape, _tokens);
        _gates = _meanTruncation > 0 ? new StateGates(tokens.Shape[0], RandomTruncation.SegmentLength(_meanTruncation)) : null;
        (var top, _layers) = _model.Stack.Run(_tape, input, _initialHidden, _initialCell, _dropout, _initialFurther, _gates);
        var logits = _model.Head.Forward(_tape, top);
        if (targets is not null)
        {
            _targets = new TokenInput(targets);
            double smoothing = _training ? _model.Config.LabelSmoothing : 0;
            _objective = CrossEntropy.Of(logits, _targets, new CrossEntropyOptions(null, smoothing));
            _loss = smoothing > 0 ? CrossEntropy.Of(_tape.Constant(logits.Value), _targets) : _objective;
        }

        _logits = logits;
    }
}
