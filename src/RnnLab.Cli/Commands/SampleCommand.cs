using System.CommandLine;
using RnnLab.Cli.Models;
using RnnLab.Cli.Output;
using RnnLab.Cli.Parsing;
using RnnLab.Training.Sampling;

namespace RnnLab.Cli.Commands;

/// <summary><c>sample</c>: lets a trained model write.</summary>
internal sealed class SampleCommand(CliHost host)
{
    private readonly SampleOptions _options = new();

    /// <summary>The command and its action.</summary>
    public Command Build()
    {
        var command = new Command("sample", "Let a trained model write.");
        foreach (var option in _options.All)
            command.Add(option);
        command.SetAction((parsed, interrupt) => Task.FromResult(Run(_options.Read(parsed), interrupt)));
        return command;
    }

    private int Run(SampleRequest request, CancellationToken interrupt)
    {
        var (snapshot, path) = CheckpointFinder.Load(request.Checkpoint, request.Vocabulary);
        using var backend = Backends.Create(request.Backend, request.Threads);
        using var sampler = new TextSampler(snapshot, backend);
        var unknown = sampler.UnknownIn(request.Prime);
        if (unknown.Count > 0 && !request.Json)
            host.Error.WriteLine($"The model does not know these characters of the prime text and reads something else in their place: {UnknownCharacters.Show(unknown)}.");
        var tokens = sampler.Sample(Options(request), interrupt);
        if (request.Json)
        {
            JsonLines.Write(host.Out, new
            {
                Event = "sample",
                Checkpoint = path,
                snapshot.Step,
                request.Prime,
                Text = string.Concat(tokens.Select(token => token.Text)),
                request.Temperature,
                request.TopK,
                request.Seed,
                UnknownSymbols = unknown,
            });
            return ExitCodes.Success;
        }

        host.Out.Write(request.Prime);
        foreach (var token in tokens)
        {
            // Written as it is drawn; flushed by lines.
            host.Out.Write(token.Text);
            if (token.Text == "\n")
                host.Out.Flush();
        }

        host.Out.WriteLine();
        return ExitCodes.Success;
    }

    /// <summary>Temperature 0 is the limit in which only the likeliest character is left.</summary>
    private static SamplingOptions Options(SampleRequest request) => request.Temperature == 0
        ? new SamplingOptions(request.Prime, request.Length, 1, 1, request.Seed)
        : new SamplingOptions(request.Prime, request.Length, request.Temperature, request.TopK, request.Seed);
}
