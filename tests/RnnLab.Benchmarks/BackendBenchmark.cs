using BenchmarkDotNet.Attributes;
using RnnLab.Compute;
using RnnLab.Compute.Cpu;

namespace RnnLab.Benchmarks;

/// <summary>A benchmark with a CPU backend of one thread and of all.</summary>
public abstract class BackendBenchmark
{
    /// <summary>Compute threads.</summary>
    [ParamsSource(nameof(ThreadCounts))]
    public int Threads { get; set; }

    /// <summary>One, and one a core.</summary>
    public static IEnumerable<int> ThreadCounts => new[] { 1, Environment.ProcessorCount }.Distinct();

    /// <summary>The backend under test.</summary>
    protected IComputeBackend Backend { get; private set; } = null!;

    [GlobalSetup]
    public void CreateBackend()
    {
        Backend = new CpuBackend(Threads);
        Prepare();
    }

    [GlobalCleanup]
    public void DisposeBackend() => Backend.Dispose();

    /// <summary>Makes what the benchmark reads and writes.</summary>
    protected abstract void Prepare();

    /// <summary>A tensor of numbers between -scale and scale, the same each time.</summary>
    protected Tensor Random(Shape shape, double scale = 1)
    {
        var tensor = Backend.Allocate(shape);
        Backend.FillUniform(tensor, new PhiloxKey(1, (ulong)shape.Count), 0, -scale, scale);
        return tensor;
    }

    /// <summary>Token indices below <paramref name="vocabulary"/>, the same each time.</summary>
    protected IndexTensor RandomTokens(Shape shape, int vocabulary)
    {
        var values = new int[shape.Count];
        for (int n = 0; n < values.Length; n++)
            values[n] = (int)(Philox.Word(new PhiloxKey(1, 2), (ulong)n) % (uint)vocabulary);
        var tokens = Backend.AllocateIndices(shape);
        tokens.CopyFrom(values);
        return tokens;
    }
}
