using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace RnnLab.Benchmarks;

/// <summary>
/// Times the kernels: <c>dotnet run -c Release --project tests/RnnLab.Benchmarks -- --filter '*Gemm*'</c>. Inside this process, so
/// that nothing is generated, restored or built for it.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        var config = DefaultConfig.Instance.AddDiagnoser(MemoryDiagnoser.Default);
        if (arguments.Any(argument => argument is "-j" or "--job"))
            arguments = [.. arguments, "--inProcess"];
        else
            config = config.AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance));
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments, config);
        return summaries.Any(summary => summary.HasCriticalValidationErrors) ? 1 : 0;
    }
}
