using RnnLab.Compute;

namespace RnnLab.Nn.Optimizers;

/// <summary>Gradient descent, plain, with momentum or with Nesterov's momentum, as torch.optim.SGD.</summary>
internal sealed class SgdOptimizer : OptimizerBase
{
    private readonly double _momentum;

    internal SgdOptimizer(OptimizerSettings settings, IReadOnlyList<Parameter> parameters)
        : base(settings, parameters, settings.Kind == OptimizerKind.Sgd ? [] : ["momentum_buffer"]) =>
        _momentum = settings.Kind == OptimizerKind.Sgd ? 0 : settings.Momentum;

    /// <inheritdoc/>
    protected override void Update(Parameter parameter, int index, double learningRate, double gradientScale) =>
        parameter.Value.Backend.Sgd(parameter.Value, parameter.Gradient, State.Count > 0 ? StateOf(0, index) : null, new SgdUpdate(learningRate, _momentum, Settings.Kind == OptimizerKind.Nesterov, Settings.WeightDecay), gradientScale);
}

/// <summary>RMSprop without momentum or centring, as torch.optim.RMSprop.</summary>
internal sealed class RmsPropOptimizer(OptimizerSettings settings, IReadOnlyList<Parameter> parameters) : OptimizerBase(settings, parameters, "square_avg")
{
    /// <inheritdoc/>
    protected override void Update(Parameter parameter, int index, double learningRate, double gradientScale) =>
        parameter.Value.Backend.RmsProp(parameter.Value, parameter.Gradient, StateOf(0, index), new RmsPropUpdate(learningRate, Settings.Decay, Settings.Epsilon, Settings.WeightDecay), gradientScale);
}

/// <summary>Adagrad, as torch.optim.Adagrad.</summary>
internal sealed class AdagradOptimizer(OptimizerSettings settings, IReadOnlyList<Parameter> parameters) : OptimizerBase(settings, parameters, "sum")
{
    /// <inheritdoc/>
    protected override void Update(Parameter parameter, int index, double learningRate, double gradientScale) =>
        parameter.Value.Backend.Adagrad(parameter.Value, parameter.Gradient, StateOf(0, index), new AdagradUpdate(learningRate, Settings.Epsilon, Settings.WeightDecay), gradientScale);
}

/// <summary>Adam and AdamW, as torch.optim.Adam and torch.optim.AdamW.</summary>
internal sealed class AdamOptimizer(OptimizerSettings settings, IReadOnlyList<Parameter> parameters) : OptimizerBase(settings, parameters, "exp_avg", "exp_avg_sq")
{
    /// <inheritdoc/>
    protected override void Update(Parameter parameter, int index, double learningRate, double gradientScale) =>
        parameter.Value.Backend.Adam(parameter.Value, parameter.Gradient, StateOf(0, index), StateOf(1, index), new AdamUpdate(learningRate, Settings.Beta1, Settings.Beta2, Settings.Epsilon, StepCount, Settings.WeightDecay, Settings.Kind == OptimizerKind.AdamW), gradientScale);
}
