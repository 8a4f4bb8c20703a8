using RnnLab.Compute;

namespace RnnLab.Training.Checkpoints;

/// <summary>Tensors of a backend to and from safetensors, without losing a bit of either precision.</summary>
internal static class TensorFile
{
    public static SafetensorsTensor Save(string name, Tensor tensor)
    {
        var values = new double[tensor.Shape.Count];
        tensor.CopyTo(values);
        return SafetensorsTensor.FromDoubles(name, Extents(tensor.Shape), values);
    }

    /// <summary>Fills a tensor; the counts have been checked.</summary>
    public static void Load(SafetensorsTensor source, Tensor tensor) => tensor.CopyFrom(source.ToDoubles());

    /// <summary>Fills a tensor from the entry of that name.</summary>
    /// <exception cref="SafetensorsException">The file lacks it, or holds it in another shape.</exception>
    public static void Load(SafetensorsFile file, string name, Tensor tensor)
    {
        var source = file.Find(name) ?? throw new SafetensorsException($"it lacks the tensor \"{name}\"");
        if (!source.Shape.SequenceEqual(Extents(tensor.Shape)))
            throw new SafetensorsException($"tensor \"{name}\" has the shape [{string.Join(", ", source.Shape)}] and should have {tensor.Shape}");
        Load(source, tensor);
    }

    public static long[] Extents(Shape shape)
    {
        var extents = new long[shape.Rank];
        for (int axis = 0; axis < extents.Length; axis++)
            extents[axis] = shape[axis];
        return extents;
    }
}
