using RnnLab.Compute.Recurrent;
using RnnLab.Compute.Validation;

namespace RnnLab.Compute.Reference;

public sealed partial class ReferenceBackend
{
    /// <summary>The time that a sequence of this length is first read at.</summary>
    private static int FirstTime(RecurrentDimensions d, int length) => d.Direction == RecurrentDirection.Forward ? 0 : length - 1;

    /// <summary>The length of each sequence [B]: T where none are given.</summary>
    private int[] Lengths(RecurrentDimensions d, RecurrentInput input)
    {
        if (input.Lengths is null)
            return [.. Enumerable.Repeat(d.Time, d.Batch)];
        int[] lengths = Values(input.Lengths);
        TokenRange.CheckLengths(lengths, d.Time);
        return lengths;
    }

    /// <summary>Zero in everything that is kept of a padded step.</summary>
    private void ClearStep(RecurrentActivations activations, int row)
    {
        Tensor?[] kept = [activations.Gates, activations.Hidden, activations.Cell, activations.CandidateRecurrent];
        foreach (var tensor in kept)
        {
            if (tensor is not null)
                Values(tensor).Slice(row * tensor.Shape.Columns, tensor.Shape.Columns).Clear();
        }
    }

    /// <summary>The states after each sequence's own last step, for those who asked.</summary>
    private void WriteFinal(RecurrentDimensions d, int[] lengths, Tensor initial, Tensor states, Tensor? final)
    {
        if (final is null)
            return;
        int width = final.Shape.Columns;
        for (int b = 0; b < d.Batch; b++)
        {
            int last = d.Direction == RecurrentDirection.Forward ? lengths[b] - 1 : 0;
            var source = lengths[b] == 0 ? Values(initial).Slice(b * width, width) : Values(states).Slice((last * d.Batch + b) * width, width);
            source.CopyTo(Values(final).Slice(b * width, width));
        }
    }
}
