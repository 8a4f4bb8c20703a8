using System.Numerics.Tensors;

namespace RnnLab.Compute.Validation;

/// <summary>Refuses tokens that lie outside the vocabulary before any of them is used as an address.</summary>
internal static class TokenRange
{
    /// <summary>Throws unless every index lies in [0, <paramref name="size"/>) or is the one that is ignored.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the first bad index and its position.</exception>
    public static void Check(string operation, ReadOnlySpan<int> indices, int size, int? ignored)
    {
        if (ignored is not { } skip)
        {
            Check(operation, indices, size);
            return;
        }

        for (int n = 0; n < indices.Length; n++)
        {
            if ((uint)indices[n] >= (uint)size && indices[n] != skip)
                throw new ArgumentOutOfRangeException(nameof(indices), $"{operation}: index {indices[n]} at position {n} lies outside 0 to {size - 1} and is not the ignored index {skip}.");
        }
    }

    /// <summary>Throws unless every index lies in [0, <paramref name="size"/>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the first bad index and its position.</exception>
    public static void Check(string operation, ReadOnlySpan<int> indices, int size)
    {
        if (indices.IsEmpty || (TensorPrimitives.Min(indices) >= 0 && TensorPrimitives.Max(indices) < size))
            return;
        int position = 0;
        while ((uint)indices[position] < (uint)size)
            position++;
        throw new ArgumentOutOfRangeException(
            nameof(indices), $"{operation}: index {indices[position]} at position {position} lies outside 0 to {size - 1}.");
    }

    /// <summary>Throws unless every length lies in [0, <paramref name="time"/>].</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the first bad length and its sequence.</exception>
    public static void CheckLengths(ReadOnlySpan<int> lengths, int time)
    {
        for (int b = 0; b < lengths.Length; b++)
        {
            if ((uint)lengths[b] > (uint)time)
                throw new ArgumentOutOfRangeException(nameof(lengths), $"Recurrent layer: sequence {b} is said to have {lengths[b]} elements; with T {time} it can have 0 to {time}.");
        }
    }
}
