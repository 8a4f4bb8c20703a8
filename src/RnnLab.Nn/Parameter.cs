using RnnLab.Compute;

namespace RnnLab.Nn;

/// <summary>A learned tensor and the gradient that backward passes add to.</summary>
public sealed class Parameter : IDisposable
{
    /// <summary>Allocates value and gradient, both zero.</summary>
    public Parameter(ParameterSpec spec, IComputeBackend backend)
    {
        Spec = spec;
        Value = backend.Allocate(spec.Shape);
        Gradient = backend.Allocate(spec.Shape);
    }

    /// <summary>Name, shape and meaning.</summary>
    public ParameterSpec Spec { get; }

    /// <summary>PyTorch's name, such as <c>rnn.weight_ih_l0</c>.</summary>
    public string Name => Spec.Name;

    /// <summary>The weights.</summary>
    public Tensor Value { get; }

    /// <summary>The gradient of the loss; same shape as <see cref="Value"/>.</summary>
    public Tensor Gradient { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Value.Dispose();
        Gradient.Dispose();
    }
}
