using RnnLab.Compute;

namespace RnnLab.Nn;

/// <summary>One weight tensor of a model, known before the model is built.</summary>
/// <param name="Name">PyTorch's name, such as <c>rnn.weight_ih_l0</c>.</param>
/// <param name="Shape">Its extents, as PyTorch stores it.</param>
/// <param name="Description">What it is, in a few words.</param>
public sealed record ParameterSpec(string Name, Shape Shape, string Description)
{
    /// <summary>The number of weights in it.</summary>
    public long Count => Shape.Count;
}
