using System.CommandLine;
using System.CommandLine.Help;
using RnnLab.Cli.Commands;
using RnnLab.Cli.Output;
using RnnLab.Cli.Parsing;

namespace RnnLab.Cli;

/// <summary>The whole command line: parses, runs one command, and turns every error into one sentence and an exit code.</summary>
internal sealed class CliApp(CliHost host)
{
    /// <summary>Runs one command line; <paramref name="interrupt"/> is Ctrl+C.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken interrupt = default)
    {
        bool json = arguments.Contains("--json");
        try
        {
            var parsed = BuildRoot().Parse(arguments);
            if (ParseErrors.Describe(parsed) is { } problem)
                return Fail(problem, json, ExitCodes.Usage);
            return await parsed.InvokeAsync(new() { Output = host.Out, Error = host.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, interrupt);
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            return Fail("Interrupted.", json, ExitCodes.Interrupted);
        }
        catch (Exception exception)
        {
            var (message, exitCode) = ErrorSentences.Describe(exception);
            return Fail(message, json, exitCode);
        }
    }

    /// <summary>All commands and options.</summary>
    private Command BuildRoot()
    {
        // Not a RootCommand: that one takes its name from the file, RnnLab.Cli.
        var root = new Command("rnnlab", "RnnLab: trains, samples, evaluates, inspects, imports, exports and times character models (RNN, GRU, LSTM).");
        root.Add(new HelpOption { Recursive = true });
        root.Add(new VersionOption());
        root.Add(new TrainCommand(host).Build());
        root.Add(new SampleCommand(host).Build());
        root.Add(new EvaluateCommand(host).Build());
        root.Add(new InspectCommand(host).Build());
        root.Add(new ImportCommand(host).Build());
        root.Add(new ExportCommand(host).Build());
        root.Add(new PackCommand(host).Build());
        root.Add(BenchCommand.Build(host));
        root.Add(ServeCommand.Build(host));
        return root;
    }

    private int Fail(string message, bool json, int exitCode)
    {
        try
        {
            host.Error.WriteLine(message);
            if (json)
                JsonLines.Write(host.Out, new { Event = "error", Message = message });
        }
        catch (IOException)
        {
            // Whoever read the output has gone (a closed pipe); the exit code is all that is left to tell.
        }

        return exitCode;
    }
}
