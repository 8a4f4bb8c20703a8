using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RnnLab.Cli.Benchmarking;

/// <summary>
/// Measures the fused multiply-add peak of this machine in float32: twelve independent chains in registers, no memory. Per cent of
/// peak in the other benchmarks are per cent of this.
/// </summary>
internal static class FmaPeak
{
    private const int Chains = 12, Rounds = 20_000;

    /// <summary>The vector widths in bits that this processor runs in hardware, widest first.</summary>
    public static IReadOnlyList<int> Widths { get; } =
    [
        .. new (int Bits, bool Supported)[]
        {
            (512, Vector512.IsHardwareAccelerated), (256, Vector256.IsHardwareAccelerated), (128, Vector128.IsHardwareAccelerated),
        }.Where(width => width.Supported).Select(width => width.Bits),
    ];

    /// <summary>GFLOP/s of <paramref name="threads"/> threads together (2 operations a multiply-add), the best of several tries.</summary>
    public static double Measure(int bits, int threads, TimeSpan time)
    {
        Func<int, float> kernel = bits switch { 512 => Run512, 256 => Run256, _ => Run128 };
        for (int warm = 0; warm < 60; warm++)
            kernel(100);
        double best = 0;
        const int tries = 5;
        for (int attempt = 0; attempt < tries; attempt++)
            best = Math.Max(best, Once(kernel, bits, threads, time / tries));
        return best;
    }

    private static double Once(Func<int, float> kernel, int bits, int threads, TimeSpan time)
    {
        using var together = new Barrier(threads);
        var speeds = new double[threads];
        var workers = new Thread[threads];
        for (int t = 0; t < threads; t++)
        {
            int index = t;
            workers[t] = new Thread(() =>
            {
                kernel(Rounds);
                together.SignalAndWait();
                long calls = 0, begin = Stopwatch.GetTimestamp();
                do
                {
                    kernel(Rounds);
                    calls++;
                }
                while (Stopwatch.GetElapsedTime(begin) < time);
                double operations = 2.0 * Chains * (bits / 32) * Rounds * calls;
                speeds[index] = operations / Stopwatch.GetElapsedTime(begin).TotalSeconds / 1e9;
            });
            workers[t].Start();
        }

        foreach (var worker in workers)
            worker.Join();
        return speeds.Sum();
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float Run512(int rounds)
    {
        var a = Vector512.Create(1f / rounds);
        var b = Vector512.Create(0.5f);
        Vector512<float> x0 = a, x1 = a, x2 = a, x3 = a, x4 = a, x5 = a, x6 = a, x7 = a, x8 = a, x9 = a, x10 = a, x11 = a;
        for (int r = 0; r < rounds; r++)
        {
            x0 = Vector512.FusedMultiplyAdd(x0, b, a);
            x1 = Vector512.FusedMultiplyAdd(x1, b, a);
            x2 = Vector512.FusedMultiplyAdd(x2, b, a);
            x3 = Vector512.FusedMultiplyAdd(x3, b, a);
            x4 = Vector512.FusedMultiplyAdd(x4, b, a);
            x5 = Vector512.FusedMultiplyAdd(x5, b, a);
            x6 = Vector512.FusedMultiplyAdd(x6, b, a);
            x7 = Vector512.FusedMultiplyAdd(x7, b, a);
            x8 = Vector512.FusedMultiplyAdd(x8, b, a);
            x9 = Vector512.FusedMultiplyAdd(x9, b, a);
            x10 = Vector512.FusedMultiplyAdd(x10, b, a);
            x11 = Vector512.FusedMultiplyAdd(x11, b, a);
        }

        return Vector512.Sum(x0 + x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9 + x10 + x11);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float Run256(int rounds)
    {
        var a = Vector256.Create(1f / rounds);
        var b = Vector256.Create(0.5f);
        Vector256<float> x0 = a, x1 = a, x2 = a, x3 = a, x4 = a, x5 = a, x6 = a, x7 = a, x8 = a, x9 = a, x10 = a, x11 = a;
        for (int r = 0; r < rounds; r++)
        {
            x0 = Vector256.FusedMultiplyAdd(x0, b, a);
            x1 = Vector256.FusedMultiplyAdd(x1, b, a);
            x2 = Vector256.FusedMultiplyAdd(x2, b, a);
            x3 = Vector256.FusedMultiplyAdd(x3, b, a);
            x4 = Vector256.FusedMultiplyAdd(x4, b, a);
            x5 = Vector256.FusedMultiplyAdd(x5, b, a);
            x6 = Vector256.FusedMultiplyAdd(x6, b, a);
            x7 = Vector256.FusedMultiplyAdd(x7, b, a);
            x8 = Vector256.FusedMultiplyAdd(x8, b, a);
            x9 = Vector256.FusedMultiplyAdd(x9, b, a);
            x10 = Vector256.FusedMultiplyAdd(x10, b, a);
            x11 = Vector256.FusedMultiplyAdd(x11, b, a);
        }

        return Vector256.Sum(x0 + x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9 + x10 + x11);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float Run128(int rounds)
    {
        var a = Vector128.Create(1f / rounds);
        var b = Vector128.Create(0.5f);
        Vector128<float> x0 = a, x1 = a, x2 = a, x3 = a, x4 = a, x5 = a, x6 = a, x7 = a, x8 = a, x9 = a, x10 = a, x11 = a;
        for (int r = 0; r < rounds; r++)
        {
            x0 = Vector128.FusedMultiplyAdd(x0, b, a);
            x1 = Vector128.FusedMultiplyAdd(x1, b, a);
            x2 = Vector128.FusedMultiplyAdd(x2, b, a);
            x3 = Vector128.FusedMultiplyAdd(x3, b, a);
            x4 = Vector128.FusedMultiplyAdd(x4, b, a);
            x5 = Vector128.FusedMultiplyAdd(x5, b, a);
            x6 = Vector128.FusedMultiplyAdd(x6, b, a);
            x7 = Vector128.FusedMultiplyAdd(x7, b, a);
            x8 = Vector128.FusedMultiplyAdd(x8, b, a);
            x9 = Vector128.FusedMultiplyAdd(x9, b, a);
            x10 = Vector128.FusedMultiplyAdd(x10, b, a);
            x11 = Vector128.FusedMultiplyAdd(x11, b, a);
        }

        return Vector128.Sum(x0 + x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9 + x10 + x11);
    }
}
