using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Layers;

/// <summary>y = x W^T + b, with W [O, I] and b [O].</summary>
public sealed class LinearLayer(Parameter weight, Parameter bias)
{
    /// <summary>W [O, I].</summary>
    public Parameter Weight { get; } = weight;

    /// <summary>b [O].</summary>
    public Parameter Bias { get; } = bias;

    /// <summary>Records x [.., I] to y [.., O].</summary>
    public Variable Forward(Tape tape, Variable x) => x.Linear(tape.Parameter(Weight), tape.Parameter(Bias));
}
