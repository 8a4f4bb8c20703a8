using System.Runtime.InteropServices;
using System.Text;

namespace RnnLab.Cli;

/// <summary>The process: console, signals, exit code.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        using var interrupt = new CancellationTokenSource();

        // The first Ctrl+C (or SIGTERM) asks the command to end in order; a second one is left to the system and ends the process at once.
        void OnSignal(PosixSignalContext context)
        {
            if (interrupt.IsCancellationRequested)
                return;
            context.Cancel = true;
            interrupt.Cancel();
        }

        using var ctrlC = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        return await new CliApp(CliHost.System()).RunAsync(arguments, interrupt.Token);
    }
}
