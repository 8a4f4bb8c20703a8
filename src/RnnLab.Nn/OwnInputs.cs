using RnnLab.Compute;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn;

/// <summary>
/// Finds the inputs of scheduled sampling before the training pass: one step after another without gradients, with the pass's own dropout, as far as the last coin that asks
/// for a symbol of the model's own. The training pass then reads them like any others, for no gradient flows through the choice.
/// </summary>
internal sealed class OwnInputs : IDisposable
{
    private readonly LanguageModel _model;
    private readonly Shape _shape;
    private readonly bool _greedy;
    private readonly DropoutPosition _dropout;
    private readonly SequenceProgram _program;
    private readonly ModelState _state;
    private readonly IndexTensor _now, _inputs;
    private readonly InputChooser _chooser;
    private readonly int[] _read;

    internal OwnInputs(LanguageModel model, Shape tokens, bool greedy)
    {
        _model = model;
        _shape = tokens;
        _greedy = greedy;
        int batch = tokens[1];
        _dropout = new DropoutPosition(model.Config.Seed);
        _program = new SequenceProgram(model, batch, training: false, dropout: _dropout);
        _state = model.CreateState(batch);
        _now = model.Backend.AllocateIndices(new Shape(1, batch));
        _inputs = model.Backend.AllocateIndices(tokens);
        _chooser = new InputChooser(model.Config.Seed, batch, model.Config.Vocabulary, greedy);
        _read = new int[tokens.Count];
    }

    /// <summary>Whether this serves such batches.</summary>
    internal bool Fits(Shape tokens, bool greedy) => tokens == _shape && greedy == _greedy;

    /// <summary>The inputs [T, B] of a training step; the state is only read.</summary>
    internal IndexTensor Choose(IndexTensor tokens, ModelState state, ulong step, double trueShare)
    {
        (_chooser.Step, _chooser.TrueShare) = (step, trueShare);
        int time = _shape[0], batch = _shape[1], last = time - 1;
        while (last > 0 && !_chooser.AnyOwn(last))
            last--;
        if (last == 0)
            return tokens;

        tokens.CopyTo(_read);
        _state.CopyFrom(state);
        for (int t = 0; t < last; t++)
        {
            // The numbers that the whole sequence's mask has at this step.
            _dropout.Offset = (ulong)t * (ulong)batch * (ulong)_model.Config.Hidden;
            _now.CopyFrom(_read.AsSpan(t * batch, batch));
            _program.Run(_now, null, _state, step);
            var next = _read.AsSpan((t + 1) * batch, batch);
            _chooser.Choose(t + 1, next, _program.Logits).CopyTo(next);
        }

        _inputs.CopyFrom(_read);
        return _inputs;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _program.Dispose();
        _state.Dispose();
        _now.Dispose();
        _inputs.Dispose();
    }
}
