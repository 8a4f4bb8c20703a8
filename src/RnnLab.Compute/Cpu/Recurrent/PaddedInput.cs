using System.Numerics.Tensors;

namespace RnnLab.Compute.Cpu.Recurrent;

/// <summary>
/// What a dense input holds in the padding of its sequences. Gradients of padded steps are zero, so that whatever is finite adds nothing to the gradients of the
/// weights; but zero times NaN or infinity is NaN, so that such an input is read from a copy with zeros there.
/// </summary>
internal static unsafe class PaddedInput
{
    /// <summary>The floats that a clean copy takes: 0 where none is needed.</summary>
    public static long CopySize(in RecurrentPointers layer)
    {
        var d = layer.Dimensions;
        if (layer.Lengths == null || layer.Dense == null)
            return 0;
        for (int b = 0; b < d.Batch; b++)
        {
            for (int t = layer.Lengths[b]; t < d.Time; t++)
            {
                if (!TensorPrimitives.IsFiniteAll(new ReadOnlySpan<float>(layer.Dense + ((nint)t * d.Batch + b) * d.Input, d.Input)))
                    return (long)d.Time * d.Batch * d.Input;
            }
        }

        return 0;
    }

    /// <summary>Copies the input with zeros in its padding.</summary>
    public static void Copy(in RecurrentPointers layer, float* target)
    {
        var d = layer.Dimensions;
        for (int row = 0; row < d.Time * d.Batch; row++, target += d.Input)
        {
            var into = new Span<float>(target, d.Input);
            if (row / d.Batch < layer.Lengths[row % d.Batch])
                new ReadOnlySpan<float>(layer.Dense + (nint)row * d.Input, d.Input).CopyTo(into);
            else
                into.Clear();
        }
    }
}
