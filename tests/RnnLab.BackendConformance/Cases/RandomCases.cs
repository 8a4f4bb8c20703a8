namespace RnnLab.BackendConformance.Cases;

/// <summary>Random numbers are not merely alike on every backend: they are the same.</summary>
internal static class RandomCases
{
    public static IEnumerable<OperationCase> All
    {
        get
        {
            foreach (var (count, first) in new[] { (1, 0UL), (37, 3UL), (1000, ulong.MaxValue / 2 + 1), (100_003, 6UL) })
            {
                yield return new OperationCase($"uniform {count} from {first}", 1e-7, bench =>
                {
                    var x = bench.Zeros(count);
                    bench.Backend.FillUniform(x, new PhiloxKey(5, 9), first, -0.25, 0.75);
                    bench.Keep("x", x);
                });
                yield return new OperationCase($"dropout mask {count} from {first}", 1e-7, bench =>
                {
                    var mask = bench.Zeros(count);
                    foreach (double rate in new[] { 0, 0.3, 0.5, 0.99 })
                    {
                        bench.Backend.FillDropoutMask(mask, new PhiloxKey(6, 1), first, rate);
                        bench.Keep($"rate {rate}", mask);
                    }
                });
            }
        }
    }
}
