using System.CommandLine;
using System.Globalization;
using RnnLab.Cli.Benchmarking;
using RnnLab.Cli.Output;

namespace RnnLab.Cli.Commands;

/// <summary><c>bench peak</c>: what the processor could do at best.</summary>
internal sealed class BenchPeakCommand(CliHost host)
{
    private readonly BenchOptions _common = new();

    /// <summary>The command and its action.</summary>
    public Command Build()
    {
        var command = new Command("peak", "Measure the multiply-add peak of this machine in float32, on one thread and on all.");
        foreach (var option in _common.OfTheMachine)
            command.Add(option);
        command.SetAction(parsed => Run(parsed));
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var settings = _common.Read(parsed);
        var each = settings.Time / (2 * FmaPeak.Widths.Count);
        var widths = FmaPeak.Widths
            .Select(bits => (Bits: bits, One: FmaPeak.Measure(bits, 1, each), All: FmaPeak.Measure(bits, settings.Threads, each)))
            .ToList();
        if (settings.Json)
        {
            JsonLines.Write(host.Out, new
            {
                Event = "peak",
                settings.Threads,
                GflopsOne = widths.Max(width => width.One),
                GflopsAll = widths.Max(width => width.All),
                Widths = widths.Select(width => new { width.Bits, GflopsOne = width.One, GflopsAll = width.All }),
            });
            return ExitCodes.Success;
        }

        host.Out.WriteLine("Fused multiply-add peak in float32, from registers:");
        foreach (var (bits, one, all) in widths)
        {
            host.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {bits}-bit vectors  {one:0} GFLOP/s on one thread, {all:0} on {settings.Threads}"));
        }

        return ExitCodes.Success;
    }
}
