using RnnLab.Compute;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Layers;

/// <summary>Layer normalisation over the last axis, as torch.nn.LayerNorm: each row gets mean 0 and variance 1, then a learned gain and bias.</summary>
public sealed class LayerNormLayer
{
    /// <summary>PyTorch's default epsilon.</summary>
    public const double DefaultEpsilon = 1e-5;

    /// <summary>Takes gain [N] and bias [N], whose memory stays the caller's.</summary>
    public LayerNormLayer(Parameter gain, Parameter bias, double epsilon = DefaultEpsilon)
    {
        if (gain.Value.Shape != bias.Value.Shape)
            throw new ShapeMismatchException($"The gain {gain.Value.Shape} and the bias {bias.Value.Shape} of a layer norm must have one shape.");
        Gain = gain;
        Bias = bias;
        Epsilon = epsilon;
    }

    /// <summary>PyTorch's "weight" [N].</summary>
    public Parameter Gain { get; }

    /// <summary>PyTorch's "bias" [N].</summary>
    public Parameter Bias { get; }

    /// <summary>Added to the variance.</summary>
    public double Epsilon { get; }

    /// <summary>Fresh parameters: gain 1, bias 0. Their names are <c>prefix.weight</c> and <c>prefix.bias</c>.</summary>
    public static LayerNormLayer Create(IComputeBackend backend, string prefix, int width, double epsilon = DefaultEpsilon)
    {
        var gain = new Parameter(new($"{prefix}.weight", new Shape(width), "gain of each normalised number"), backend);
        var bias = new Parameter(new($"{prefix}.bias", new Shape(width), "added to each normalised number"), backend);
        backend.Fill(gain.Value, 1);
        return new LayerNormLayer(gain, bias, epsilon);
    }

    /// <summary>Records x [.., N] to y of the same shape.</summary>
    public Variable Forward(Tape tape, Variable x) => x.LayerNorm(tape.Parameter(Gain), tape.Parameter(Bias), Epsilon);
}
