using System.CommandLine;

namespace RnnLab.Cli.Commands;

/// <summary><c>bench</c>: times a training step and generation; <c>bench gemm</c> a matrix product; <c>bench peak</c> the machine.</summary>
internal static class BenchCommand
{
    /// <summary>The command with its subcommands.</summary>
    public static Command Build(CliHost host)
    {
        var command = new Command("bench", "Time a full training step and generation on this machine; see also bench gemm and bench peak.");
        new BenchStepCommand(host).AddTo(command);
        command.Add(new BenchGemmCommand(host).Build());
        command.Add(new BenchPeakCommand(host).Build());
        return command;
    }
}
