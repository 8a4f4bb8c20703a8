using System.CommandLine;
using System.Globalization;
using RnnLab.Cli.Models;
using RnnLab.Cli.Output;
using RnnLab.Cli.Parsing;
using RnnLab.Data.Text;
using RnnLab.Training.Metrics;

namespace RnnLab.Cli.Commands;

/// <summary><c>evaluate</c>: the loss of a trained model on a text, as one stream from a zero state.</summary>
internal sealed class EvaluateCommand(CliHost host)
{
    private readonly EvaluateOptions _options = new();

    /// <summary>The command and its action.</summary>
    public Command Build()
    {
        var command = new Command("evaluate", "Measure how well a trained model predicts a text.");
        foreach (var option in _options.All)
            command.Add(option);
        command.SetAction((parsed, interrupt) => Task.FromResult(Run(_options.Read(parsed), interrupt)));
        return command;
    }

    private int Run(EvaluateRequest request, CancellationToken interrupt)
    {
        var (snapshot, path) = CheckpointFinder.Load(request.Checkpoint);
        var text = TextLoader.LoadFile(request.Text, cancellationToken: interrupt);
        var unknown = snapshot.Vocabulary.FindUnknown(text.Text);
        using var backend = Backends.Create(request.Backend, request.Threads);
        using var model = snapshot.CreateModel(backend);
        long begin = host.Time.GetTimestamp();
        var score = TextScore.Measure(model, snapshot.Vocabulary, text.Text, interrupt);
        double seconds = host.Time.GetElapsedTime(begin).TotalSeconds;
        if (!double.IsFinite(score.Nats))
            throw new CliException("The model's loss on this text is not a finite number: its training went wrong. Take an earlier checkpoint.", ExitCodes.Failure);
        if (request.Json)
        {
            JsonLines.Write(host.Out, new
            {
                Event = "evaluation",
                Checkpoint = path,
                snapshot.Step,
                Text = Path.GetFullPath(request.Text),
                Characters = score.Predicted,
                score.Nats,
                Bits = LossUnits.BitsPerCharacter(score.Nats),
                Perplexity = LossUnits.Perplexity(score.Nats),
                UnknownCharacters = score.Unknown,
                UnknownSymbols = unknown,
                Seconds = seconds,
            });
            return ExitCodes.Success;
        }

        if (text.Note is { } note)
            host.Out.WriteLine(note);
        host.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{score.Nats:0.0000} nats per character ({LossUnits.BitsPerCharacter(score.Nats):0.0000} bits, perplexity {LossUnits.Perplexity(score.Nats):0.00}) over {score.Predicted:N0} characters, step {snapshot.Step:N0}, {seconds:0.0} s"));
        if (score.Unknown > 0)
            host.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{score.Unknown:N0} characters were left out because the model does not know them: {UnknownCharacters.Show(unknown)}."));
        return ExitCodes.Success;
    }
}
