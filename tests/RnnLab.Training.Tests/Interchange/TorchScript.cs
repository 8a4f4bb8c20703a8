using System.Diagnostics;

namespace RnnLab.Training.Tests.Interchange;

/// <summary>Runs torch_interchange.py, or skips the test where this machine has no PyTorch.</summary>
internal static class TorchScript
{
    private const string Python = "/usr/bin/python3";

    private static readonly Lazy<bool> HasTorch = new(() => Start("-c", "import torch").ExitCode == 0);

    public static string Run(string what, string folder)
    {
        if (!File.Exists(Python))
            Assert.Skip($"There is no {Python} here to run PyTorch with.");
        if (!HasTorch.Value)
            Assert.Skip($"{Python} has no PyTorch here (Debian: python3-torch).");
        var (exitCode, output) = Start(Path.Combine(AppContext.BaseDirectory, "Interchange", "torch_interchange.py"), what, folder);
        Assert.True(exitCode == 0, output);
        return output;
    }

    private static (int ExitCode, string Output) Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
