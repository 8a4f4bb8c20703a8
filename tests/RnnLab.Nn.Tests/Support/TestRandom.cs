using RnnLab.Compute;

namespace RnnLab.Nn.Tests.Support;

/// <summary>A seeded sequence of numbers for tests.</summary>
public sealed class TestRandom(ulong seed)
{
    private readonly PhiloxKey _key = new(seed, 77);
    private ulong _next;

    /// <summary>Uniform in [low, high).</summary>
    public double Uniform(double low = -1, double high = 1) => low + ((high - low) * Philox.Uniform(_key, _next++));

    /// <summary>Uniform in low, .., high.</summary>
    public int Integer(int low, int high) => low + (int)(Philox.Word(_key, _next++) % (uint)(high - low + 1));

    public Tensor Tensor(IComputeBackend backend, Shape shape, double low = -1, double high = 1)
    {
        var values = new float[shape.Count];
        for (int n = 0; n < values.Length; n++)
            values[n] = (float)Uniform(low, high);
        var tensor = backend.Allocate(shape);
        tensor.CopyFrom(values);
        return tensor;
    }

    public IndexTensor Indices(IComputeBackend backend, Shape shape, int vocabulary)
    {
        var values = new int[shape.Count];
        for (int n = 0; n < values.Length; n++)
            values[n] = Integer(0, vocabulary - 1);
        var tensor = backend.AllocateIndices(shape);
        tensor.CopyFrom(values);
        return tensor;
    }
}
