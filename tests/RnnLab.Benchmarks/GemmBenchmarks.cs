using BenchmarkDotNet.Attributes;
using RnnLab.Compute;

namespace RnnLab.Benchmarks;

/// <summary>The matrix products of recurrent layers: C[M, N] = A[M, K] B, by the way their operands lie.</summary>
public class GemmBenchmarks : BackendBenchmark
{
    private Tensor _a = null!, _b = null!, _c = null!;

    /// <summary>M x N x K: a step of h W^T at three sizes, the input product of a whole sequence, and a large square.</summary>
    [Params("32x512x128", "64x1024x256", "128x2048x512", "3200x512x128", "512x512x512")]
    public string Size { get; set; } = "";

    /// <summary>Forward (A B^T), backward to the inputs (A B), backward to the weights (A^T B).</summary>
    [Params("A B^T", "A B", "A^T B")]
    public string Form { get; set; } = "";

    protected override void Prepare()
    {
        int[] sizes = [.. Size.Split('x').Select(int.Parse)];
        (int m, int n, int k) = (sizes[0], sizes[1], sizes[2]);
        _a = Random(TransposeA ? new Shape(k, m) : new Shape(m, k));
        _b = Random(TransposeB ? new Shape(n, k) : new Shape(k, n));
        _c = Backend.Allocate(new Shape(m, n));
    }

    private bool TransposeA => Form == "A^T B";

    private bool TransposeB => Form == "A B^T";

    [Benchmark]
    public void MatMul() => Backend.MatMul(_a, TransposeA, _b, TransposeB, _c, accumulate: false);
}
