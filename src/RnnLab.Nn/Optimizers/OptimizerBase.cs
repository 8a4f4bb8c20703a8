using RnnLab.Compute;

namespace RnnLab.Nn.Optimizers;

/// <summary>What the optimizers share: state tensors beside each parameter, and the count of steps.</summary>
public abstract class OptimizerBase : IOptimizer
{
    private readonly List<(string Name, Tensor Value)> _state = [];
    private readonly int _parameters;

    /// <summary>Allocates zero state tensors, one of each name for each parameter.</summary>
    protected OptimizerBase(OptimizerSettings settings, IReadOnlyList<Parameter> parameters, params ReadOnlySpan<string> stateNames)
    {
        settings.Validate();
        Settings = settings;
        _parameters = parameters.Count;
        foreach (string name in stateNames)
        {
            foreach (var parameter in parameters)
                _state.Add(($"{name}.{parameter.Name}", parameter.Value.Backend.Allocate(parameter.Value.Shape)));
        }
    }

    /// <inheritdoc/>
    public OptimizerSettings Settings { get; }

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Tensor Value)> State => _state;

    /// <inheritdoc/>
    public long StepCount { get; set; }

    /// <inheritdoc/>
    public void Step(IReadOnlyList<Parameter> parameters, double learningRate, double gradientScale)
    {
        if (parameters.Count != _parameters)
            throw new ArgumentException($"This optimizer was made for {_parameters} parameters, not {parameters.Count}.", nameof(parameters));
        StepCount++;
        for (int n = 0; n < parameters.Count; n++)
            Update(parameters[n], n, learningRate, gradientScale);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, value) in _state)
            value.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Updates parameter number <paramref name="index"/>; <see cref="StepCount"/> already counts this step.</summary>
    protected abstract void Update(Parameter parameter, int index, double learningRate, double gradientScale);

    /// <summary>State tensor number <paramref name="which"/> of parameter number <paramref name="index"/>.</summary>
    protected Tensor StateOf(int which, int index) => _state[(which * _parameters) + index].Value;
}
