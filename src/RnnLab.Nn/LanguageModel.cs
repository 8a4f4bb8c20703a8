using RnnLab.Compute;
using RnnLab.Nn.Initializers;
using RnnLab.Nn.Layers;
using RnnLab.Nn.Recurrent;
using RnnLab.Nn.Recurrent.Custom;

namespace RnnLab.Nn;

/// <summary>
/// A recurrent language model: symbols (one-hot or embedded), a stack of recurrent layers, a linear head, softmax. Sequences are
/// time-major: tokens [T, B]. One thread at a time.
/// </summary>
public sealed class LanguageModel : IDisposable
{
    // Training and validation have one size each, and at most one remainder; generation has its own.
    private const int KeptPrograms = 6;
    private readonly List<(ProgramKey Key, SequenceProgram Program)> _programs = [];
    private readonly Parameter[] _parameters;
    private readonly IndexTensor _oneToken;
    private OwnInputs? _ownInputs;

    /// <summary>Allocates the model, and draws its weights unless they will be loaded.</summary>
    /// <exception cref="ArgumentException">The configuration is not valid.</exception>
    public LanguageModel(LanguageModelConfig config, IComputeBackend backend, bool initialize = true)
    {
        config.Validate();
        Config = config;
        Backend = backend;
        _parameters = [.. config.ParameterSpecs.Select(spec => new Parameter(spec, backend))];
        _oneToken = backend.AllocateIndices(new Shape(1, 1));

        int first = config.Embedding > 0 ? 1 : 0;
        Input = new SymbolInput(config.Embedding > 0 ? _parameters[0] : null);
        int perLayer = config.LayerParameters.Count;
        Stack = new RecurrentStack([.. Enumerable.Range(0, config.Layers).Select(layer => Layer(layer, first + (perLayer * layer)))], config.Dropout)
        {
            DropoutKind = config.DropoutKind,
            Residual = config.Residual,
        };
        Head = new LinearLayer(config.TieHead ? _parameters[0] : _parameters[^2], _parameters[^1]);
        if (initialize)
            ParameterInitializer.Initialize(config, _parameters);
    }

    /// <summary>What the model is made of.</summary>
    public LanguageModelConfig Config { get; }

    /// <summary>Where it computes.</summary>
    public IComputeBackend Backend { get; }

    /// <summary>All weights, in the order of <see cref="LanguageModelConfig.ParameterSpecs"/>.</summary>
    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>How symbols enter.</summary>
    public SymbolInput Input { get; }

    /// <summary>The recurrent layers.</summary>
    public RecurrentStack Stack { get; }

    /// <summary>From the top layer to the scores.</summary>
    public LinearLayer Head { get; }

    /// <summary>A zero state for <paramref name="batch"/> sequences side by side.</summary>
    public ModelState CreateState(int batch) => new(Config, Backend, batch);

    /// <summary>
    /// One forward and backward pass with dropout. Adds to the gradients. The state is read as the initial state and
    /// overwritten with the final one; no gradient flows through it into earlier calls.
    /// </summary>
    /// <param name="tokens">Inputs [T, B].</param>
    /// <param name="targets">The symbols to predict [T, B].</param>
    /// <param name="state">The carried state, of batch B.</param>
    /// <param name="dropoutStep">The training step: step n of a seed always drops the same units.</param>
    /// <param name="gradientWeight">What the gradient is multiplied with as it is added: 1 / n where n batches make one step.</param>
    /// <returns>The mean loss in nats per token.</returns>
    /// <exception cref="ShapeMismatchException">Tokens, targets and state do not fit one another.</exception>
    public double ForwardBackward(IndexTensor tokens, IndexTensor targets, ModelState state, ulong dropoutStep, double gradientWeight = 1)
    {
        var program = Run(tokens, targets, state, training: true, dropoutStep);
        program.Backward(gradientWeight);
        return program.Loss.Total / program.Loss.Count;
    }

    /// <summary>
    /// As <see cref="ForwardBackward(IndexTensor, IndexTensor, ModelState, ulong, double)"/>, with gradients that are cut at random or inputs that are the model's own. What is random depends on the
    /// configuration's seed and the step alone.
    /// </summary>
    /// <param name="tokens">Inputs [T, B].</param>
    /// <param name="targets">The symbols to predict [T, B].</param>
    /// <param name="state">The carried state, of batch B.</param>
    /// <param name="step">The training step, below 2^32.</param>
    /// <param name="gradientWeight">What the gradient is multiplied with as it is added.</param>
    /// <param name="mode">The mode.</param>
    /// <param name="trueShare">With own inputs, the probability of the true one.</param>
    /// <returns>The mean loss in nats per token.</returns>
    /// <exception cref="ShapeMismatchException">Tokens, targets and state do not fit one another.</exception>
    public double ForwardBackward(IndexTensor tokens, IndexTensor targets, ModelState state, ulong step, double gradientWeight, SequenceMode mode, double trueShare = 1)
    {
        if (mode.IsPlain)
            return ForwardBackward(tokens, targets, state, step, gradientWeight);
        CheckShapes(tokens, targets, state);
        mode.Validate();
        var inputs = mode.OwnInputs && trueShare < 1 ? ChooseInputs(tokens, state, step, mode.Greedy, trueShare) : tokens;
        var program = Run(inputs, targets, state, training: true, step, mode.MeanTruncation);
        program.Backward(gradientWeight);
        return program.Loss.Total / program.Loss.Count;
    }

    /// <summary>Sets all gradients to zero.</summary>
    public void ZeroGradients()
    {
        foreach (var parameter in _parameters)
            Backend.Fill(parameter.Gradient, 0);
    }

    /// <summary>The summed loss in nats of tokens against targets [T, B], without dropout; the state is carried on.</summary>
    /// <exception cref="ShapeMismatchException">Tokens, targets and state do not fit one another.</exception>
    public double Evaluate(IndexTensor tokens, IndexTensor targets, ModelState state) =>
        Run(tokens, targets, state, training: false, 0).Loss.Total;

    /// <summary>Runs tokens [T, B] without dropout and keeps every gate, state and score; the state is carried on.</summary>
    /// <exception cref="ShapeMismatchException">Tokens and state do not fit one another.</exception>
    public ForwardTrace Forward(IndexTensor tokens, ModelState state)
    {
        CheckShapes(tokens, null, state);
        var program = new SequenceProgram(this, state.Batch, training: false);
        try
        {
            program.Run(tokens, null, state, 0);
            return new ForwardTrace(program.Tape, Config.Description, program.Activations, program.Logits);
        }
        catch
        {
            program.Dispose();
            throw;
        }
    }

    /// <summary>Reads one symbol and gives the scores of the next [V]; the state, of batch 1, is carried on. Allocates nothing after the first call.</summary>
    /// <exception cref="ArgumentException">The symbol is not in the vocabulary, or a size does not fit.</exception>
    public void StepLogits(int token, ModelState state, Span<float> logits)
    {
        if ((uint)token >= (uint)Config.Vocabulary)
            throw new ArgumentOutOfRangeException(nameof(token), $"Symbol {token} is not in the vocabulary of {Config.Vocabulary}.");
        if (logits.Length != Config.Vocabulary)
            throw new ArgumentException($"The model gives {Config.Vocabulary} scores; there is room for {logits.Length}.", nameof(logits));
        _oneToken.CopyFrom([token]);
        Run(_oneToken, null, state, training: false, 0).Logits.CopyTo(logits);
    }

    /// <summary>Reads one symbol in each of B sequences side by side and gives the scores of the next symbols; the state is carried on.</summary>
    /// <param name="tokens">Inputs [1, B].</param>
    /// <param name="state">The carried state, of batch B.</param>
    /// <param name="logits">Room for the scores [B, V].</param>
    /// <exception cref="ShapeMismatchException">Tokens, state and room do not fit one another.</exception>
    public void StepLogits(IndexTensor tokens, ModelState state, Span<float> logits)
    {
        if (tokens.Shape.Rank != 2 || tokens.Shape[0] != 1)
            throw new ShapeMismatchException($"One step of B sequences has shape [1, B], not {tokens.Shape}.");
        if (logits.Length != tokens.Shape[1] * Config.Vocabulary)
            throw new ShapeMismatchException($"The scores of {tokens.Shape[1]} sequences are [{tokens.Shape[1]}, {Config.Vocabulary}] numbers; there is room for {logits.Length}.");
        Run(tokens, null, state, training: false, 0).Logits.CopyTo(logits);
    }

    /// <summary>The same model on another backend: how a number shown on screen is derived again on the float64 reference.</summary>
    public LanguageModel CopyTo(IComputeBackend backend)
    {
        var copy = new LanguageModel(Config, backend, initialize: false);
        for (int n = 0; n < _parameters.Length; n++)
        {
            var values = new double[_parameters[n].Value.Shape.Count];
            _parameters[n].Value.CopyTo(values);
            copy._parameters[n].Value.CopyFrom(values);
        }

        return copy;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, program) in _programs)
            program.Dispose();
        _programs.Clear();
        _ownInputs?.Dispose();
        foreach (var parameter in _parameters)
            parameter.Dispose();
        _oneToken.Dispose();
    }

    private IRecurrentLayer Layer(int number, int first)
    {
        int own = Config.Description.Parameters.Count;
        if (Config.OwnCell is { } text)
            return new OwnCellLayer(CellProgram.Parse(text), _parameters[first..(first + own)]);
        var layer = BuiltIn(first);
        if (!Config.RunsStepwise)
            return layer;
        return new StepwiseLayer(layer, number, Config, Config.LayerNormalized ? NormalizedCellParameters.From(Config.Cell, _parameters.AsSpan(first + own)) : null);
    }

    private RecurrentLayer BuiltIn(int first) => new(Config.Cell, _parameters[first], _parameters[first + 1], _parameters[first + 2], _parameters[first + 3])
    {
        Variant = Config.Variant,
        Peepholes = Config.Variant.Has(LstmVariant.Peephole) ? _parameters[first + 4] : null,
        GateWeights = Config.Variant.Has(LstmVariant.FullGateRecurrence) ? _parameters[first + Config.Description.Parameters.Count - 1] : null,
    };

    private IndexTensor ChooseInputs(IndexTensor tokens, ModelState state, ulong step, bool greedy, double trueShare)
    {
        if (_ownInputs?.Fits(tokens.Shape, greedy) != true)
        {
            _ownInputs?.Dispose();
            _ownInputs = new(this, tokens.Shape, greedy);
        }

        try
        {
            return _ownInputs.Choose(tokens, state, step, trueShare);
        }
        catch
        {
            // Half recorded, or with half of its buffers written.
            _ownInputs.Dispose();
            _ownInputs = null;
            throw;
        }
    }

    private SequenceProgram Run(IndexTensor tokens, IndexTensor? targets, ModelState state, bool training, ulong step, int meanTruncation = 0)
    {
        CheckShapes(tokens, targets, state);
        var key = new ProgramKey(tokens.Shape[0], tokens.Shape[1], training, targets is not null, meanTruncation);
        var program = Program(key);
        try
        {
            program.Run(tokens, targets, state, step);
        }
        catch
        {
            Forget(key);
            throw;
        }

        return program;
    }

    /// <summary>Drops a program that failed: while recording, it is half a program. A method of its own, since its closure would cost every call of the caller an object.</summary>
    private void Forget(ProgramKey key)
    {
        int n = _programs.FindIndex(kept => kept.Key == key);
        _programs[n].Program.Dispose();
        _programs.RemoveAt(n);
    }

    private SequenceProgram Program(ProgramKey key)
    {
        for (int n = 0; n < _programs.Count; n++)
        {
            if (_programs[n].Key != key)
                continue;
            var found = _programs[n];
            if (n > 0)
            {
                _programs.RemoveAt(n);
                _programs.Insert(0, found);
            }

            return found.Program;
        }

        if (_programs.Count == KeptPrograms)
        {
            _programs[^1].Program.Dispose();
            _programs.RemoveAt(KeptPrograms - 1);
        }

        var program = new SequenceProgram(this, key.Batch, key.Training, key.MeanTruncation);
        _programs.Insert(0, (key, program));
        return program;
    }

    private void CheckShapes(IndexTensor tokens, IndexTensor? targets, ModelState state)
    {
        if (tokens.Shape.Rank != 2 || tokens.Shape.Count == 0)
            throw new ShapeMismatchException($"Tokens must have shape [T, B] with at least one step and one sequence, not {tokens.Shape}.");
        if (targets is not null && targets.Shape != tokens.Shape)
            throw new ShapeMismatchException($"Targets of shape {targets.Shape} do not fit tokens of shape {tokens.Shape}.");
        if (state.Batch != tokens.Shape[1] || state.Layers != Config.Layers)
            throw new ShapeMismatchException($"A state of {state.Layers} layers for {state.Batch} sequences does not fit a model of {Config.Layers} layers and tokens of shape {tokens.Shape}.");
    }

    private readonly record struct ProgramKey(int Time, int Batch, bool Training, bool HasTargets, int MeanTruncation);
}
