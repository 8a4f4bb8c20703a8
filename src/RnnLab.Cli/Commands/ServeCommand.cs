using System.CommandLine;

namespace RnnLab.Cli.Commands;

/// <summary><c>serve</c>: the workbench in the browser is a program of its own; this says how to start it.</summary>
internal static class ServeCommand
{
    /// <summary>The command and its action.</summary>
    public static Command Build(CliHost host)
    {
        var command = new Command("serve", "Say how to start the workbench in the browser.");
        command.SetAction(_ =>
        {
            host.Out.WriteLine("The workbench in the browser is the project src/RnnLab.Web. From the repository's folder:");
            host.Out.WriteLine("  dotnet run --project src/RnnLab.Web");
            host.Out.WriteLine("It prints its address (http://localhost:5080 unless set otherwise) and runs until Ctrl+C.");
            return ExitCodes.Success;
        });
        return command;
    }
}
