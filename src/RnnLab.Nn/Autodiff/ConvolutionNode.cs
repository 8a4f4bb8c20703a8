using RnnLab.Compute;
using RnnLab.Nn.Layers;

namespace RnnLab.Nn.Autodiff;

/// <summary>
/// y = one matrix product a position of the window, added up: with time as the leading axis, the steps that position k sees are a window on the padded
/// input, which a stride first sorts into as many phases.
/// </summary>
internal sealed class ConvolutionNode : SingleOutputNode
{
    private readonly Variable _x, _weight, _bias;
    private readonly int _kernel, _stride;
    private readonly ConvolutionBuffers _forward;
    private readonly Tensor[] _weights, _weightColumns;
    private readonly Tensor _weightMatrix, _rows;
    private ConvolutionBuffers? _backward;
    private Tensor? _weightGradient, _weightGradientColumn, _weightGradientMatrix, _outputGradient;

    internal ConvolutionNode(Variable x, Variable weight, Variable bias, int stride, int before, Variable y) : base(y)
    {
        var tape = y.Tape;
        (_x, _weight, _bias, _stride, _kernel) = (x, weight, bias, stride, weight.Shape[2]);
        _forward = new(tape, x.Shape, y.Shape[0], _kernel, stride, before);
        Shape one = new(weight.Shape[0], weight.Shape[1]), column = new(weight.Shape[0] * weight.Shape[1], 1);
        _weights = new Tensor[_kernel];
        _weightColumns = new Tensor[_kernel];
        for (int k = 0; k < _kernel; k++)
        {
            _weights[k] = tape.Allocate(one);
            _weightColumns[k] = tape.View(_weights[k], 0, column);
        }

        _weightMatrix = tape.View(weight.Value, 0, new Shape(column[0], _kernel));
        _rows = tape.View(y.Value, 0, new Shape(y.Shape.Rows, y.Shape.Columns));
    }

    internal override void Forward()
    {
        var backend = Output.Tape.Backend;
        backend.Copy(_x.Value, _forward.Window);
        _forward.SplitPhases(backend);
        for (int k = 0; k < _kernel; k++)
        {
            backend.SliceColumns(_weightMatrix, k, _weightColumns[k]);
            backend.MatMul(_forward.Taps[k], false, _weights[k], true, _rows, accumulate: k > 0);
        }

        backend.Binary(BinaryOp.Add, _rows, _bias.Value, _rows);
    }

    internal override void Backward()
    {
        var tape = Output.Tape;
        var backend = tape.Backend;
        var dy = _outputGradient ??= tape.View(Output.Gradient!, 0, _rows.Shape);
        if (_bias.RequiresGradient)
            backend.SumRows(dy, _bias.ClaimGradient(out bool accumulate), accumulate);
        if (_weight.RequiresGradient)
        {
            var gradient = _weight.ClaimGradientForAdding();
            _weightGradientMatrix ??= tape.View(gradient, 0, _weightMatrix.Shape);
            _weightGradient ??= tape.Allocate(_weights[0].Shape);
            _weightGradientColumn ??= tape.View(_weightGradient, 0, _weightColumns[0].Shape);
            for (int k = 0; k < _kernel; k++)
            {
                backend.MatMul(dy, true, _forward.Taps[k], false, _weightGradient, accumulate: false);
                backend.AddToColumns(_weightGradientColumn, _weightGradientMatrix, k);
            }
        }

        if (!_x.RequiresGradient)
            return;
        _backward ??= _forward.Twin(tape);
        _backward.Clear(backend);
        for (int k = 0; k < _kernel; k++)
            backend.MatMul(dy, false, _weights[k], false, _backward.Taps[k], accumulate: true);
        _backward.JoinPhases(backend);
        _x.AddGradient(1, _backward.Window);
    }
}

/// <summary>Operations on variables.</summary>
public static partial class VariableOps
{
    /// <summary>The convolution over time of x [T, B, I] with weight [O, I, K] and bias [O]: [T', B, O].</summary>
    /// <exception cref="ShapeMismatchException">The shapes do not fit, or not one whole window fits into the sequence.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The stride is below 1.</exception>
    public static Variable Convolve(this Variable x, Variable weight, Variable bias, int stride = 1, ConvolutionPadding padding = ConvolutionPadding.Valid)
    {
        if (stride < 1)
            throw new ArgumentOutOfRangeException(nameof(stride), $"The stride of a convolution must be at least 1, not {stride}.");
        if (x.Shape.Rank != 3 || weight.Shape.Rank != 3 || weight.Shape[1] != x.Shape[2] || weight.Shape[2] < 1 || bias.Shape.Count != weight.Shape[0])
            throw new ShapeMismatchException($"A convolution reads x [T, B, I] with weights [O, I, K] and bias [O]; got {x.Shape}, {weight.Shape} and {bias.Shape}.");
        int kernel = weight.Shape[2], time = ConvolutionLayer.OutputLength(x.Shape[0], kernel, stride, padding);
        if (time == 0)
            throw new ShapeMismatchException($"A window of {kernel} steps does not fit into the {x.Shape[0]} of {x.Shape}; pad the sequence or take a smaller kernel.");
        int before = padding switch { ConvolutionPadding.Same => (kernel - 1) / 2, ConvolutionPadding.Causal => kernel - 1, _ => 0 };
        var y = x.Tape.NewOutput(new Shape(time, x.Shape[1], weight.Shape[0]), x.RequiresGradient || weight.RequiresGradient || bias.RequiresGradient);
        return x.Tape.Record(new ConvolutionNode(x, weight, bias, stride, before, y)).Output;
    }
}
