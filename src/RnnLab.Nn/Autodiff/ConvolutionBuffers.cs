using RnnLab.Compute;

namespace RnnLab.Nn.Autodiff;

/// <summary>
/// A padded sequence [rows * stride, B, I], sorted by time modulo the stride into phases [rows, B, I], so that the steps t * stride + k for all t lie together.
/// </summary>
internal sealed class ConvolutionBuffers
{
    private readonly Shape _input;
    private readonly int _outputs, _kernel, _stride, _before;
    private readonly Tensor _padded;
    private readonly Tensor? _interleaved;
    private readonly Tensor[] _phases;

    internal ConvolutionBuffers(Tape tape, Shape input, int outputs, int kernel, int stride, int before)
    {
        (_input, _outputs, _kernel, _stride, _before) = (input, outputs, kernel, stride, before);
        int step = input[1] * input[2], needed = Math.Max(before + input[0], ((outputs - 1) * stride) + kernel), rows = (needed + stride - 1) / stride;
        _padded = tape.Allocate(new Shape(rows * stride, step));
        Window = tape.View(_padded, (long)before * step, input);
        if (stride == 1)
        {
            _phases = [_padded];
        }
        else
        {
            _interleaved = tape.View(_padded, 0, new Shape(rows, stride * step));
            _phases = new Tensor[Math.Min(stride, kernel)];
            for (int phase = 0; phase < _phases.Length; phase++)
                _phases[phase] = tape.Allocate(new Shape(rows, step));
        }

        Taps = new Tensor[kernel];
        for (int k = 0; k < kernel; k++)
            Taps[k] = tape.View(_phases[k % stride], (long)(k / stride) * step, new Shape(outputs * input[1], input[2]));
    }

    /// <summary>The sequence itself [T, B, I] within its padding.</summary>
    internal Tensor Window { get; }

    /// <summary>What position k of the window sees at each output step [T' B, I].</summary>
    internal Tensor[] Taps { get; }

    /// <summary>Buffers of the same sizes, for gradients.</summary>
    internal ConvolutionBuffers Twin(Tape tape) => new(tape, _input, _outputs, _kernel, _stride, _before);

    /// <summary>From the padded sequence to the phases.</summary>
    internal void SplitPhases(IComputeBackend backend)
    {
        for (int phase = 0; phase < _phases.Length && _interleaved is not null; phase++)
            backend.SliceColumns(_interleaved, phase * _phases[phase].Shape.Columns, _phases[phase]);
    }

    /// <summary>Sets everything to zero.</summary>
    internal void Clear(IComputeBackend backend)
    {
        backend.Fill(_padded, 0);
        for (int phase = 0; phase < _phases.Length && _interleaved is not null; phase++)
            backend.Fill(_phases[phase], 0);
    }

    /// <summary>Adds the phases to the padded sequence.</summary>
    internal void JoinPhases(IComputeBackend backend)
    {
        for (int phase = 0; phase < _phases.Length && _interleaved is not null; phase++)
            backend.AddToColumns(_phases[phase], _interleaved, phase * _phases[phase].Shape.Columns);
    }
}
