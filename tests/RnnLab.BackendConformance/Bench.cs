namespace RnnLab.BackendConformance;

/// <summary>One run of one case on one backend: makes its inputs, the same numbers on every backend, and keeps its results.</summary>
public sealed class Bench(IComputeBackend backend)
{
    private ulong _stream;

    public IComputeBackend Backend { get; } = backend;

    /// <summary>What the case computed, in order.</summary>
    public List<(string Name, double[] Values)> Results { get; } = [];

    /// <summary>A tensor of zeros.</summary>
    public Tensor Zeros(params ReadOnlySpan<int> extents) => Backend.Allocate(ShapeOf(extents));

    /// <summary>Uniform numbers in [low, high), rounded to float32 so that every backend starts from the same.</summary>
    public Tensor Random(Shape shape, double low = -1, double high = 1)
    {
        var values = new float[shape.Count];
        var key = new PhiloxKey(2026, _stream++);
        for (int n = 0; n < values.Length; n++)
            values[n] = (float)(low + (high - low) * Philox.Uniform(key, (ulong)n));
        var tensor = Backend.Allocate(shape);
        tensor.CopyFrom(values);
        return tensor;
    }

    /// <summary>Uniform tokens in [0, size).</summary>
    public IndexTensor Tokens(Shape shape, int size)
    {
        var values = new int[shape.Count];
        var key = new PhiloxKey(2026, _stream++);
        for (int n = 0; n < values.Length; n++)
            values[n] = (int)(Philox.Word(key, (ulong)n) % (uint)size);
        var tokens = Backend.AllocateIndices(shape);
        tokens.CopyFrom(values);
        return tokens;
    }

    public void Keep(string name, Tensor tensor)
    {
        var values = new double[tensor.Shape.Count];
        tensor.CopyTo(values);
        Results.Add((name, values));
    }

    public void Keep(string name, double value) => Results.Add((name, [value]));

    private static Shape ShapeOf(ReadOnlySpan<int> e) => e.Length switch
    {
        0 => default,
        1 => new Shape(e[0]),
        2 => new Shape(e[0], e[1]),
        3 => new Shape(e[0], e[1], e[2]),
        _ => new Shape(e[0], e[1], e[2], e[3]),
    };
}
