using RnnLab.Compute;

namespace RnnLab.Nn.Optimizers;

/// <summary>Gradient descent, with or without momentum, as torch.optim.SGD.</summary>
internal sealed class SgdOptimizer : OptimizerBase
{
    private readonly double _momentum;

    internal SgdOptimizer(OptimizerSettings settings, IReadOnlyList<Parameter> parameters)
        : base(settings, parameters, settings.Kind == OptimizerKind.Momentum ? ["momentum_buffer"] : []) =>
        _momentum = settings.Kind == OptimizerKind.Momentum ? settings.Momentum : 0;

    /// <inheritdoc/>
    protected override void Update(Parameter parameter, int index, double learningRate, double gradientScale) =>
        parameter.Value.Backend.Sgd(parameter.Value, parameter.Gradient, State.Count > 0 ? StateOf(0, index) : null, new SgdUpdate(learningRate, _momentum), gradientScale);
}

/// <summary>RMSprop without momentum or centring, as torch.optim.RMSprop.</summary>
internal sealed class RmsPropOptimizer(OptimizerSettings settings, IReadOnlyList<Parameter> parameters) : OptimizerBase(settings, parameters, "square_avg")
{
    /// <inheritdoc/>
    protected override void Update(Parameter parameter, int index, double learningRate, double gradientScale) =>
        parameter.Value.Backend.RmsProp(parameter.Value, parameter.Gradient, StateOf(0, index), new RmsPropUpdate(learningRate, Settings.Decay, Settings.Epsilon), gradientScale);
}

/// <summary>Adam, as torch.optim.Adam.</summary>
internal sealed class AdamOptimizer(OptimizerSettings settings, IReadOnlyList<Parameter> parameters) : OptimizerBase(settings, parameters, "exp_avg", "exp_avg_sq")
{
    /// <inheritdoc/>
    protected override void Update(Parameter parameter, int index, double learningRate, double gradientScale) =>
        parameter.Value.Backend.Adam(parameter.Value, parameter.Gradient, StateOf(0, index), StateOf(1, index), new AdamUpdate(learningRate, Settings.Beta1, Settings.Beta2, Settings.Epsilon, StepCount), gradientScale);
}
