using System.Globalization;
using Microsoft.AspNetCore.Components;
using RnnLab.Compute;
using RnnLab.Lessons.LiveBlocks;
using RnnLab.Training;
using RnnLab.Training.Metrics;
using RnnLab.Training.Runs;
using RnnLab.Web.Interop;
using RnnLab.Web.Interop.Plotly;
using RnnLab.Web.Live;

namespace RnnLab.Web.Components.Lessons.Live;

/// <summary>The learner presses Train; a small run starts on the server, with its loss and its samples moving here. The run's id stands in the page's address.</summary>
public partial class TrainTiny : LiveBlockComponent
{
    /// <summary>What authors may write.</summary>
    public static readonly LiveBlockSpec Spec = new("train-tiny", "The reader trains a small network; its loss and what it writes move as it learns.",
    [
        new("corpus", LiveParameterKind.Text, "Name of a shipped corpus of one item a line.", Default: "dinosaurs"),
        new("cell", LiveParameterKind.Choice, "Which cell.", Default: "rnn", Choices: ["rnn", "gru", "lstm"]),
        new("hidden", LiveParameterKind.Integer, "Units.", Default: "32", Minimum: 2, Maximum: 128),
        new("steps", LiveParameterKind.Integer, "Training steps.", Default: "1000", Minimum: 10, Maximum: 5000),
        new("sample-every", LiveParameterKind.Integer, "Steps between two sets of sampled lines.", Default: "100", Minimum: 1, Maximum: 1000),
        new("seed", LiveParameterKind.Integer, "Seed of initialisation, order and sampling.", Default: "1", Minimum: 0, Maximum: 1000000),
    ]);

    private const int NamesInSample = 5, PointsInChart = 400;

    private Interop.Plotly.Layout _layout = new();
    private IReadOnlyList<Trace> _traces = [];
    private IReadOnlyList<SampleRecord> _samples = [];
    private TrainingRun? _run;
    private PlotlyChart? _chart;
    private CircuitSampler? _sampler;
    private (long Version, RunStatus Status, string? Message) _seen = (-1, default, null);
    private bool _busy;
    private string? _problem;

    [Inject]
    private RunRegistry Registry { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private RunConfig Config => new()
    {
        Corpus = Parameters.Text("corpus"),
        Cell = Enum.Parse<CellKind>(Parameters.Text("cell"), ignoreCase: true),
        // So that a fresh LSTM remembers: a lesson's network is trained for minutes, not hours.
        ForgetBias = Parameters.Text("cell").Equals("lstm", StringComparison.OrdinalIgnoreCase) ? 1 : null,
        Layers = 1,
        Hidden = Parameters.Integer("hidden"),
        SequenceLength = 32,
        Batch = 16,
        LearningRate = 0.005,
        LearningRateDecay = 1,
        Clip = ClipKind.Norm,
        ClipAt = 5,
        Epochs = 10_000,
        MaxSteps = Parameters.Integer("steps"),
        ValidateEvery = Parameters.Integer("sample-every"),
        SampleEvery = Parameters.Integer("sample-every"),
        SampleLength = 120,
        // A second network of the same seed would be the first one again.
        Seed = _run is null ? (ulong)Parameters.Integer("seed") : _run.Config.Seed + (_run.Status is RunStatus.Finished or RunStatus.Stopped or RunStatus.Failed ? 1UL : 0),
    };

    private string ActionName => _run?.Status switch
    {
        null or RunStatus.Ready => "Train",
        RunStatus.Running or RunStatus.Queued => "Pause",
        RunStatus.Paused => "Train on",
        _ => "Train a new one",
    };

    private string ActionIcon => _run?.Status is RunStatus.Running or RunStatus.Queued ? "pause" : "play";

    private string Words
    {
        get
        {
            if (_run is null)
                return string.Create(CultureInfo.InvariantCulture, $"Ready: {Parameters.Integer("steps"):#,0} steps, a few seconds.");
            if (_run.Status is RunStatus.Queued or RunStatus.Failed && _run.Message is { } message)
                return message;
            return _run.Feed.Latest is { } last
                ? string.Create(CultureInfo.InvariantCulture, $"Step {last.Step:#,0} of {_run.TotalSteps:#,0}. Loss {last.SmoothedLoss:0.00} nats per character = perplexity {LossUnits.Perplexity(last.SmoothedLoss):0.0}.")
                : "Starting.";
        }
    }

    private string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"{Parameters.Text("cell").ToUpperInvariant()} of {Parameters.Integer("hidden")} units on \"{Parameters.Text("corpus")}\", {Config.Batch} sequences of {Config.SequenceLength} characters a step, Adam with rate {Config.LearningRate}, seed {(_run?.Config ?? Config).Seed}.");

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _layout = new Interop.Plotly.Layout
        {
            XAxis = new Axis { Title = "training step", Range = [0, Config.MaxSteps!.Value] },
            YAxis = new Axis { Title = "loss (nats per character)", RangeMode = "tozero" },
        };

        // The address names the run, so that a reload or a shared link comes back to it.
        string query = new Uri(Navigation.Uri).Query;
        if (Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(query).TryGetValue(Block.Anchor, out var id))
            _run = Registry.Find(id.ToString());
    }

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (!firstRender)
            return;
        _sampler = new CircuitSampler(Time, SampleAsync, failed: DispatchExceptionAsync);
        _sampler.Start();
    }

    /// <summary>Stops watching; the run goes on.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_sampler is not null)
            await _sampler.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private async Task ActAsync()
    {
        _busy = true;
        _problem = null;
        try
        {
            // A run that was deleted meanwhile is nothing to go on with.
            if (_run is not null && Registry.Find(_run.Id) is null)
                _run = null;
            if (_run?.Status is RunStatus.Running or RunStatus.Queued)
                await _run.PauseAsync();
            else if (_run?.Status is RunStatus.Paused or RunStatus.Ready)
                Say(await _run.StartAsync());
            else
                await BeginAsync();
        }
        catch (RunConfigException e)
        {
            _problem = e.Message;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _problem = $"The run could not be written to disk: {e.Message} Free some space or choose another data directory, then press Train again.";
        }
        finally
        {
            _busy = false;
        }
    }

    private void Say(CommandResult result) => _problem = result.Done ? null : result.Message;

    private async Task BeginAsync()
    {
        _run = await Registry.CreateAsync(Config, Lesson.FrontMatter.Title);
        _seen = (-1, default, null);
        await _run.StartAsync();
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(Block.Anchor, _run.Id), replace: true);
    }

    private Task SampleAsync(CancellationToken cancellation) => InvokeAsync(async () =>
    {
        if (_run is not { } run)
            return;
        var now = (run.Feed.Version, run.Status, run.Message);
        if (now == _seen)
            return;
        var traces = Traces(run);
        // A chart that is not there yet gets its data in the next round.
        if (_chart is not null && await _chart.UpdateAsync(traces, _layout))
            _seen = now;
        _traces = traces;
        _samples = [.. run.Samples.Reverse()];
        StateHasChanged();
    });

    private static IReadOnlyList<Trace> Traces(TrainingRun run)
    {
        var metrics = run.Feed.Metrics.CopyFrom(0);
        int stride = Math.Max(1, metrics.Length / PointsInChart);
        var shown = metrics.Where((_, index) => index % stride == 0 || index == metrics.Length - 1).ToArray();
        double[] steps = [.. shown.Select(point => (double)point.Step)];
        var validations = run.Feed.Validations.ToArray();
        double guessing = Math.Log(run.Vocabulary.Count);
        return
        [
            new Trace { Name = "each step", X = steps, Y = [.. shown.Select(point => point.Loss)], Opacity = 0.35, Line = new TraceLine { Color = "var(--q-loss)", Width = 1 }, HoverInfo = "skip" },
            new Trace { Name = "smoothed", X = steps, Y = [.. shown.Select(point => point.SmoothedLoss)], Line = new TraceLine { Color = "var(--q-loss)" } },
            new Trace { Name = "unseen names", Mode = "lines+markers", X = [.. validations.Select(point => (double)point.Step)], Y = [.. validations.Select(point => point.Loss)], Line = new TraceLine { Color = "var(--ink)", Dash = "dash" } },
            new Trace { Name = string.Create(CultureInfo.InvariantCulture, $"guessing, ln {run.Vocabulary.Count}"), X = [0, run.TotalSteps], Y = [guessing, guessing], Line = new TraceLine { Color = "var(--q-floor)", Dash = "dot" } },
        ];
    }

    private static IEnumerable<string> Names(string text)
    {
        string[] lines = text.Split('\n');
        // The last line was cut where the sample ended.
        return lines.Take(Math.Max(1, lines.Length - 1)).Where(line => line.Length > 0).Take(NamesInSample);
    }

    private static string Number(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);
}
