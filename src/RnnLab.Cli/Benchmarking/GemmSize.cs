using RnnLab.Compute;

namespace RnnLab.Cli.Benchmarking;

/// <summary>A matrix product C[M, N] = op(A) op(B) with depth K.</summary>
internal sealed record GemmSize(int M, int N, int K, bool TransposeA, bool TransposeB)
{
    /// <summary>2 M N K.</summary>
    public double Operations => 2.0 * M * N * K;

    /// <summary>The product on random matrices, ready to be run again and again.</summary>
    public Action Prepare(IComputeBackend backend)
    {
        var a = Random(backend, TransposeA ? new Shape(K, M) : new Shape(M, K), 1);
        var b = Random(backend, TransposeB ? new Shape(N, K) : new Shape(K, N), 2);
        var c = backend.Allocate(new Shape(M, N));
        return () => backend.MatMul(a, TransposeA, b, TransposeB, c, accumulate: false);
    }

    private static Tensor Random(IComputeBackend backend, Shape shape, ulong stream)
    {
        var tensor = backend.Allocate(shape);
        backend.FillUniform(tensor, new PhiloxKey(1, stream), 0, -1, 1);
        return tensor;
    }
}
