using System.CommandLine;
using System.Globalization;
using RnnLab.Cli.Benchmarking;
using RnnLab.Cli.Output;
using RnnLab.Cli.Parsing;

namespace RnnLab.Cli.Commands;

/// <summary><c>bench gemm</c>: a matrix product.</summary>
internal sealed class BenchGemmCommand(CliHost host)
{
    private const long MaximumElements = 1L << 30;

    private readonly Option<int?> _m = CliOptions.Int("--m", "Rows of A and C.", 1, 1_000_000, "512");
    private readonly Option<int?> _n = CliOptions.Int("--n", "Columns of B and C.", 1, 1_000_000, "512");
    private readonly Option<int?> _k = CliOptions.Int("--k", "Columns of A, rows of B.", 1, 1_000_000, "512");
    private readonly Option<bool> _transposeA = CliOptions.Flag("--transpose-a", "A is stored [K, M].");
    private readonly Option<bool> _transposeB = CliOptions.Flag("--transpose-b", "B is stored [N, K].");
    private readonly BenchOptions _common = new();

    /// <summary>The command and its action.</summary>
    public Command Build()
    {
        var command = new Command("gemm", "Time a matrix product C[M, N] = A[M, K] B[K, N].");
        foreach (var option in (Option[])[_m, _n, _k, _transposeA, _transposeB, .. _common.All])
            command.Add(option);
        command.SetAction((parsed, interrupt) => Task.FromResult(Run(parsed, interrupt)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken interrupt)
    {
        var size = new GemmSize(
            parsed.GetValue(_m) ?? 512, parsed.GetValue(_n) ?? 512, parsed.GetValue(_k) ?? 512, parsed.GetValue(_transposeA), parsed.GetValue(_transposeB));
        if ((long)size.M * size.K > MaximumElements || (long)size.K * size.N > MaximumElements || (long)size.M * size.N > MaximumElements)
            throw new CliException($"A matrix of this product would have more than {MaximumElements.ToString("N0", CultureInfo.InvariantCulture)} elements: choose smaller --m, --n or --k.");
        var settings = _common.Read(parsed);
        using var backend = settings.CreateBackend();
        var timing = Timing.Measure(size.Prepare(backend), settings.Time, settings.AtLeast, interrupt);
        double gflops = size.Operations / timing.Median / 1e6, best = size.Operations / timing.Minimum / 1e6;
        if (settings.Json)
        {
            JsonLines.Write(host.Out, new
            {
                Event = "gemm",
                size.M,
                size.N,
                size.K,
                size.TransposeA,
                size.TransposeB,
                settings.Threads,
                Backend = backend.Name,
                Runs = timing.Count,
                MsMedian = timing.Median,
                MsMin = timing.Minimum,
                Gflops = gflops,
                GflopsBest = best,
                BytesPerRun = timing.BytesEach,
            });
        }
        else
        {
            host.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"[{size.M}, {size.K}] x [{size.K}, {size.N}]: {timing.Median:0.0000} ms median, {timing.Minimum:0.0000} ms least of {timing.Count}; {gflops:0.0} GFLOP/s median, {best:0.0} best ({backend.Description})"));
        }

        return ExitCodes.Success;
    }
}
