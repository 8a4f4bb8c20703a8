using RnnLab.Compute;
using RnnLab.Nn;
using RnnLab.Nn.Optimizers;

namespace RnnLab.Cli.Benchmarking;

/// <summary>
/// One full training step on a fixed random batch: zero the gradients, forward, backward, clip by norm at 5, Adam. The state is
/// carried from step to step, as in training.
/// </summary>
internal sealed class TrainingStep : IDisposable
{
    private readonly StepSize _size;
    private readonly LanguageModel _model;
    private readonly IOptimizer _optimizer;
    private readonly ModelState _state;
    private readonly IndexTensor _tokens, _targets;
    private ulong _step;

    /// <summary>Builds model, optimizer and batch.</summary>
    public TrainingStep(StepSize size, IComputeBackend backend)
    {
        _size = size;
        _model = new LanguageModel(size.Model, backend);
        _optimizer = OptimizerFactory.Create(OptimizerKind.Adam, _model.Parameters);
        _state = _model.CreateState(size.Batch);
        _tokens = RandomTokens(backend, size, stream: 1);
        _targets = RandomTokens(backend, size, stream: 2);
    }

    /// <summary>The model that is trained.</summary>
    public LanguageModel Model => _model;

    /// <summary>Takes the step; the loss in nats per token.</summary>
    public double Run()
    {
        _model.ZeroGradients();
        double loss = _model.ForwardBackward(_tokens, _targets, _state, _step++, 1, _size.Mode, _size.TrueShare);
        var clip = GradientClipping.Apply(ClipMode.Norm, 5, _model.Parameters);
        _optimizer.Step(_model.Parameters, 0.002, clip.GradientScale);
        return loss;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _tokens.Dispose();
        _targets.Dispose();
        _state.Dispose();
        _optimizer.Dispose();
        _model.Dispose();
    }

    private static IndexTensor RandomTokens(IComputeBackend backend, StepSize size, ulong stream)
    {
        var key = new PhiloxKey(1, stream);
        var values = new int[size.Tokens];
        for (int n = 0; n < values.Length; n++)
            values[n] = (int)(Philox.Word(key, (ulong)n) % (uint)size.Vocabulary);
        var tokens = backend.AllocateIndices(new Shape(size.Time, size.Batch));
        tokens.CopyFrom(values);
        return tokens;
    }
}
