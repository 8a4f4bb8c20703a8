using System.Globalization;
using RnnLab.Training.Checkpoints;
using RnnLab.Training.Metrics;
using RnnLab.Training.Runs;
using Spectre.Console;

namespace RnnLab.Cli.Runs;

/// <summary>For people: a progress bar on a terminal, and one line for each validation everywhere.</summary>
internal sealed class ConsoleTrainReporter(TextWriter output, bool interactive) : ITrainReporter
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(200);
    private IAnsiConsole? _console;
    private ProgressTask? _bar;
    private MetricsPoint _latest;
    private double? _validation;

    /// <inheritdoc/>
    public void Started(TrainingRun run, string? note, bool resumed)
    {
        if (note is not null)
            Line(note);
        Line($"{run.Title}: {run.ParameterCount:N0} parameters, {run.Vocabulary.Count:N0} symbols, {run.TrainCharacters:N0} characters to train on, {run.ValidationCharacters:N0} to validate on.");
        if (run.EntropyFloor is { } floor)
            Line($"No model can get below {floor:0.000} nats per character on this text.");
        Line(resumed
            ? (FormattableString)$"Continuing at step {run.Feed.Latest?.Step ?? 0:N0} of {run.TotalSteps:N0} in {run.Directory}. Ctrl+C pauses."
            : (FormattableString)$"{run.TotalSteps:N0} steps. Writing to {run.Directory}. Ctrl+C pauses.");
    }

    /// <inheritdoc/>
    public Task WhileAsync(TrainingRun run, Func<Task> watch)
    {
        if (!interactive)
            return watch();
        _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        var progress = _console.Progress().AutoClear(true).Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left });
        progress.RefreshRate = Refresh;
        return progress.StartAsync(async context =>
        {
            _bar = context.AddTask("", maxValue: Math.Max(1, run.TotalSteps));
            _bar.Value = run.Feed.Latest?.Step ?? 0;
            try
            {
                await watch();
            }
            finally
            {
                (_bar, _console) = (null, null);
            }
        });
    }

    /// <inheritdoc/>
    public void Step(in MetricsPoint point)
    {
        _latest = point;
        if (_bar is null)
            return;
        _bar.Value = point.Step;
        string validation = _validation is { } loss ? Text($", validation {loss:0.000}") : "";
        string left = point.EtaSeconds is { } eta ? ", " + Duration(eta) + " left" : "";
        _bar.Description = Text($"epoch {point.Epoch:0.00}, loss {point.SmoothedLoss:0.000}{validation}, {point.TokensPerSecond:N0} characters/s{left}");
    }

    /// <inheritdoc/>
    public void Validation(ValidationPoint validation, in MetricsPoint at)
    {
        _validation = validation.Loss;
        Line($"epoch {at.Epoch,6:0.00}  step {validation.Step,8:N0}  training {at.SmoothedLoss:0.0000}  validation {validation.Loss:0.0000} nats ({LossUnits.BitsPerCharacter(validation.Loss):0.000} bits)  {at.TokensPerSecond:N0} characters/s");
    }

    /// <inheritdoc/>
    public void Sample(SampleRecord sample)
    {
        Line($"--- it writes, at step {sample.Step:N0}:");
        Line(sample.Text.TrimEnd(), Decoration.Dim);
        Line("---");
    }

    /// <inheritdoc/>
    public void Checkpoint(CheckpointInfo checkpoint)
    {
        // The last one is named at the end; one line each in between would only scroll the curve away.
    }

    /// <inheritdoc/>
    public void Done(TrainingRun run, RunOutcome outcome)
    {
        Line($"Done: {outcome.Steps:N0} steps in {Duration(outcome.Seconds)}, {Losses(outcome)}.");
        if (RunMessages.ForTheCommandLine(run.Message) is { } message)
            Line(message);
        if (outcome.Checkpoint is { } checkpoint)
        {
            Line($"Checkpoint: {checkpoint}");
            Line($"Let it write: sample --checkpoint \"{outcome.BestCheckpoint ?? checkpoint}\" --length 500");
        }
    }

    /// <inheritdoc/>
    public void Paused(TrainingRun run, RunOutcome outcome, string resume)
    {
        Line($"Paused after {outcome.Steps:N0} of {run.TotalSteps:N0} steps, {Losses(outcome)}. Everything is saved.");
        Line($"Continue with: {resume}");
    }

    private static string Losses(RunOutcome outcome) => (outcome.TrainLoss, outcome.ValidationLoss) switch
    {
        ({ } training, { } validation) => Text($"training loss {training:0.0000}, validation loss {validation:0.0000} nats per character"),
        ({ } training, null) => Text($"training loss {training:0.0000} nats per character, not validated yet"),
        _ => "nothing measured yet",
    };

    private static string Duration(double seconds)
    {
        var time = TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.MaxValue.TotalSeconds / 2));
        return time.TotalHours >= 1 ? Text($"{time.TotalHours:0.0} h") : time.TotalMinutes >= 1 ? Text($"{time.Minutes} min {time.Seconds} s") : Text($"{seconds:0.0} s");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void Line(FormattableString text) => Line(Text(text));

    /// <summary>Writes a line as it is, or above the progress bar where one is moving.</summary>
    private void Line(string text, Decoration decoration = Decoration.None)
    {
        if (_console is { } console)
            console.Write(new Text(text + Environment.NewLine, new Style(decoration: decoration)));
        else
            output.WriteLine(text);
    }
}
