using RnnLab.Compute;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Layers;

/// <summary>
/// A 1-D convolution over time, as torch.nn.Conv1d on sequences that lie time-major: y[t, b, o] = bias[o] + sum over k and i of weight[o, i, k] x[t stride + k - before, b, i].
/// </summary>
public sealed class ConvolutionLayer(Parameter weight, Parameter bias, int stride = 1, ConvolutionPadding padding = ConvolutionPadding.Valid)
{
    /// <summary>Weights [O, I, K], as PyTorch stores them.</summary>
    public Parameter Weight { get; } = weight;

    /// <summary>Bias [O].</summary>
    public Parameter Bias { get; } = bias;

    /// <summary>Steps between two windows.</summary>
    public int Stride { get; } = stride;

    /// <summary>What lies beyond the ends.</summary>
    public ConvolutionPadding Padding { get; } = padding;

    /// <summary>The parameters that such a layer needs.</summary>
    /// <param name="name">What the names begin with, such as "conv".</param>
    /// <param name="inputs">I.</param>
    /// <param name="outputs">O.</param>
    /// <param name="kernel">K.</param>
    public static IReadOnlyList<ParameterSpec> ParameterSpecs(string name, int inputs, int outputs, int kernel) =>
    [
        new($"{name}.weight", new Shape(outputs, inputs, kernel), "one window of weights per output"),
        new($"{name}.bias", new Shape(outputs), "bias of the convolution"),
    ];

    /// <summary>Steps that come out of so many: 0 where not one whole window fits.</summary>
    public static int OutputLength(int time, int kernel, int stride, ConvolutionPadding padding)
    {
        int reach = time + (padding == ConvolutionPadding.Valid ? 0 : kernel - 1);
        return reach < kernel ? 0 : ((reach - kernel) / stride) + 1;
    }

    /// <summary>Records x [T, B, I] to y [T', B, O].</summary>
    /// <exception cref="ShapeMismatchException">x does not fit the weights, or is shorter than one window.</exception>
    public Variable Forward(Tape tape, Variable x) => x.Convolve(tape.Parameter(Weight), tape.Parameter(Bias), Stride, Padding);
}
