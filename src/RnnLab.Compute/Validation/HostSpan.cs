namespace RnnLab.Compute.Validation;

/// <summary>The rule for copies between tensors and host memory.</summary>
internal static class HostSpan
{
    /// <summary>Throws unless the host memory has exactly the tensor's number of elements.</summary>
    public static void CheckCount(int length, Shape shape)
    {
        if (length != shape.Count)
            throw new ShapeMismatchException($"A tensor of shape {shape} holds {shape.Count} elements; the host memory given holds {length}.");
    }
}
