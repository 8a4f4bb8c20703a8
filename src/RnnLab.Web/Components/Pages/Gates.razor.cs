using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using RnnLab.Compute;
using RnnLab.Data.Corpora;
using RnnLab.Training;
using RnnLab.Training.Checkpoints;
using RnnLab.Training.Runs;
using RnnLab.Training.Views;
using RnnLab.Training.Views.Units;
using RnnLab.Web.Components.Gates;
using RnnLab.Web.Components.Inside;
using RnnLab.Web.Components.Inside.Notations;
using RnnLab.Web.Components.Runs;
using RnnLab.Web.Live;

namespace RnnLab.Web.Components.Pages;

/// <summary>The gates page. It owns nothing: the run is the registry's, what a person looks at is in the address.</summary>
public sealed partial class Gates : IAsyncDisposable
{
    private const int UsualText = 240;
    // The maps; what the rest of the page sends fits into the remainder of a megabyte.
    private const int BytesPerSecond = 850_000;
    private static readonly TimeSpan AddressRest = TimeSpan.FromMilliseconds(250), SteadyRest = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _gone = new();
    private readonly SemaphoreSlim _push = new(1, 1);
    private GatesView view = new();
    private TrainingRun? run;
    private ModelSnapshot? snapshot;
    private GateReader? reader, deep, slow, cut;
    private GateFrame? frame, changed, steady;
    private ModelSnapshot? steadyWeights;
    private GateStage? stage;
    private CircuitSampler? sampler;
    private IReadOnlyList<CheckpointInfo> checkpoints = [];
    private int[] order = [];
    private (GateFrame? Frame, int Layer, string Map, UnitOrder Order) ordered;
    private string usualText = "";
    private string? problem, handProblem;
    private HandSetup? hand;
    private int asked, moved, pushed, lastSent;
    private long seenStep = -1, steadySince;
    private WireBudget? _wire;
    private readonly Queue<string> written = [];
    private readonly CancellationToken leaving;

    /// <summary>A page that is opened.</summary>
    public Gates() => leaving = _gone.Token;

    [Inject] private RunRegistry Registry { get; set; } = default!;

    [Inject] private RunRegistryOptions Engine { get; set; } = default!;

    [Inject] private CorpusLibrary Corpora { get; set; } = default!;

    [Inject] private NavigationManager Nav { get; set; } = default!;

    [Inject] private TimeProvider Clock { get; set; } = default!;

    [Inject] private Selection Selection { get; set; } = default!;

    [CascadingParameter] private Notation Notation { get; set; }

    private CellNotation Names => run is null ? CellNotation.Usual : CellNotation.Of(Notation, run.Config);

    private string Text => view.Text ?? usualText;

    private string Map => run is null ? "" : view.Map is { } map && GateWords.Letters(run.Config).Contains(map) ? map : GateWords.First(run.Config);

    private bool TwoWay => run?.SetUp?.BothDirections == true;

    /// <summary>The number of what is shown among the layers that were read; those that read from both ends are two each.</summary>
    private int Place => TwoWay ? (2 * view.Layer) + (view.Backward ? 1 : 0) : view.Layer;

    /// <summary>What the maps show: the network as trained, or with the changes once it is read.</summary>
    private GateFrame? Shown => view.ShowChanged && view.Edits.Count > 0 && changed is { } cutUp && cutUp.Symbols.Count == frame?.Symbols.Count ? cutUp : frame;

    private string Line => frame is { } shown
        ? run!.SetUp is not null ? string.Create(CultureInfo.InvariantCulture, $"Untrained: weights drawn with seed {run.Config.Seed}, computed by {shown.Backend}. {run.ParameterCount:N0} of them in one direction.")
        : string.Create(CultureInfo.InvariantCulture, $"Weights of step {shown.Step:N0}, computed by {shown.Backend}. {run!.Config.Layers} × {run.Config.Hidden} units.")
        : "Reading…";

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        // One for what must answer at once, and one for each of what takes long, so that none waits for another. A model is made when it is first needed.
        (reader, deep, slow, cut) = (new GateReader(Engine), new GateReader(Engine), new GateReader(Engine), new GateReader(Engine));
        _wire = new WireBudget(Clock, BytesPerSecond);
        Nav.LocationChanged += OnMoved;
    }

    /// <inheritdoc />
    protected override Task OnInitializedAsync() => OpenAsync(GatesView.FromQuery(new Uri(Nav.Uri).Query));

    /// <inheritdoc />
    protected override void OnAfterRender(bool firstRender)
    {
        if (!firstRender)
            return;
        sampler = new CircuitSampler(Clock, FollowAsync, failed: DispatchExceptionAsync);
        sampler.Start();
    }

    // Another address of the same page: a link, or back and forward.
    private void OnMoved(object? sender, LocationChangedEventArgs e) => _ = InvokeAsync(async () =>
    {
        if (!new Uri(e.Location).AbsolutePath.EndsWith("/gates", StringComparison.Ordinal))
            return;
        // The page's own writing comes back when the person is already further.
        var wanted = GatesView.FromQuery(new Uri(e.Location).Query);
        if (!written.Contains(wanted.ToQuery()) && wanted.ToQuery() != view.ToQuery())
            await OpenAsync(wanted);
        StateHasChanged();
    });

    private async Task OpenAsync(GatesView wanted)
    {
        hand = HandSetup.Parse(wanted.Run);
        if (hand is not null)
            handProblem = await Task.Run(() => Registry.SetUp(hand).Problem);
        var asks = wanted.Run is { } id ? Registry.Find(id) ?? (hand is null ? null : await Task.Run(() => Registry.FindModel(id))) : Registry.List().FirstOrDefault(known => known.Checkpoints.Count > 0) ?? (Registry.Models is [var newest, ..] ? newest : null);
        bool other = asks != run;
        written.Clear();
        view = asks is null ? wanted : wanted with { Run = asks.Id };
        run = asks;
        if (run is null)
            return;

        // The newest run is another one tomorrow: a link must name its own.
        if (wanted.Run is null)
            Address();
        if (other)
        {
            (snapshot, frame, changed, steady, seenStep) = (null, null, null, null, -1);
            StateHasChanged();
            var opened = run;
            usualText = await Task.Run(() => RunTexts.Beginning(opened, Corpora, UsualText));
        }

        await LoadAsync();
    }

    // The weights, then everything that follows from them.
    private async Task LoadAsync(bool follow = false)
    {
        if (run is not { } of)
            return;
        int mine = ++asked;
        try
        {
            if (!follow || IsRested)
                checkpoints = of.Checkpoints;
            ModelSnapshot loaded;
            string? note = null;
            if (view.Step is { } step && await Task.Run(() => StoredWeights.Find(of, step), leaving) is { } stored)
            {
                checkpoints = StoredWeights.With(checkpoints, stored);
                loaded = await Task.Run(() => ModelSnapshot.Load(stored.Path), leaving);
            }
            else
            {
                if (view.Step is { } missing)
                    note = string.Create(CultureInfo.InvariantCulture, $"There is no checkpoint of step {missing:N0}; you see the weights as they are now.");
                loaded = await of.SnapshotAsync(leaving);
                seenStep = loaded.Step;
            }

            if (mine != asked)
                return;
            (snapshot, problem) = (loaded, note);
            await ReadAsync(follow);
        }
        catch (OperationCanceledException)
        {
            // The person left the page.
        }
        catch (Exception unreadable) when (unreadable is SafetensorsException or IOException or InvalidOperationException or UnauthorizedAccessException)
        {
            problem = $"The weights cannot be read: {unreadable.Message}";
        }
    }

    // The model reads the text; of several questions only the newest is answered.
    private async Task ReadAsync(bool follow = false)
    {
        if (snapshot is not { } weights || run is not { } of)
            return;
        int mine = ++asked;
        string text = Text;
        if (text.Length == 0)
        {
            problem = "There is no text: type a few characters for the network to read.";
            return;
        }

        try
        {
            var read = await reader!.UseAsync(
                weights,
                model => mine != asked ? null : of.SetUp?.BothDirections == true ? ReadBothWays(of, model.Backend, text) : GateProbe.Compute(model, weights.Vocabulary, text, of.Id, weights.Step),
                leaving);
            if (read is null || mine != asked)
                return;
            frame = read;

            // The maps follow a training network as fast as they can; the cards, which people read, once a second.
            if (!follow || IsRested)
            {
                (steady, steadyWeights) = (read, weights);
                steadySince = Clock.GetTimestamp();
            }

            if (problem?.StartsWith("There is no text", StringComparison.Ordinal) == true)
                problem = null;
            view = Fit(view, read);
            Tell();
            await PushAsync();
        }
        catch (OperationCanceledException)
        {
            // The person left the page.
        }
    }

    private static GateFrame ReadBothWays(TrainingRun of, IComputeBackend backend, string text)
    {
        using TwoWayNetwork network = new(of.Config, of.Vocabulary, backend);
        return network.Read(text, of.Id);
    }

    private bool IsRested => Clock.GetElapsedTime(steadySince) >= SteadyRest;

    /// <summary>Keeps what is selected within what there is.</summary>
    private GatesView Fit(GatesView wanted, GateFrame read)
    {
        int units = read.Layers[0].Hidden, time = read.Symbols.Count;
        return wanted with
        {
            Layer = Math.Clamp(wanted.Layer, 0, read.Layers[^1].Index),
            Backward = wanted.Backward && TwoWay,
            Unit = Math.Clamp(wanted.Unit, 0, units - 1),
            Time = Math.Clamp(wanted.Time, 0, time - 1),
            Pins = wanted.Pins.All(pin => pin.Unit < units && pin.Time < time) ? wanted.Pins : [.. wanted.Pins.Where(pin => pin.Unit < units && pin.Time < time)],
            Span = wanted.Span is { } span && span.To >= time ? null : wanted.Span,
            Zoom = wanted.Zoom is { } zoom && (zoom.FromTime >= time || zoom.FromRow >= units) ? null : wanted.Zoom,
        };
    }

    // Sends what the browser lacks; while a message is on its way, the next waits.
    private async Task PushAsync()
    {
        if (stage is null || Shown is null)
        {
            StateHasChanged();
            return;
        }

        int mine = ++pushed;
        while (true)
        {
            TimeSpan wait;
            await _push.WaitAsync();
            try
            {
                if (Shown is not { } shown || Place >= shown.Layers.Count)
                    return;

                // Whoever types in front of a long text changes all of it with each key: values wait until the wire has had its second, the selection does not.
                var layer = shown.Layers[Place];
                wait = _wire!.WaitFor(stage.Lacks(layer));
                if (wait == TimeSpan.Zero)
                {
                    await SendAsync(shown, layer);
                    return;
                }

                await stage.LookAsync(view);
            }
            finally
            {
                _push.Release();
            }

            StateHasChanged();
            try
            {
                await Task.Delay(wait, Clock, leaving);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            // Whoever came later sends what is newest.
            if (mine != pushed)
                return;
        }
    }

    private async Task SendAsync(GateFrame shown, GateLayer layer)
    {
        if (ordered != (shown, Place, Map, view.Order))
        {
            ordered = (shown, Place, Map, view.Order);
            var map = layer.Maps.First(one => one.Name == Map);
            var by = view.Order;
            order = by == UnitOrder.Index ? [.. Enumerable.Range(0, layer.Hidden)] : await Task.Run(() => UnitOrders.Sort(by, map, layer.Time));
        }

        StateHasChanged();
        int sent = await stage!.ShowAsync(shown, layer, order, view);
        _wire!.Sent(sent);
        if (sent > 0)
            lastSent = sent;
    }

    // A training network is looked at anew when it has gone on, as often as the wire allows.
    private async Task FollowAsync(CancellationToken stopped)
    {
        if (run is not { } watched || view.Step is not null || frame is null || watched.Status != RunStatus.Running || _wire!.WaitFor(lastSent) > TimeSpan.Zero)
            return;
        if (watched.Feed.Latest is not { } latest || latest.Step == seenStep)
            return;
        await InvokeAsync(() => LoadAsync(follow: true));
    }

    private string ReadCell(int unit, int time)
    {
        if (Shown is not { } shown || Place >= shown.Layers.Count || time < 0 || time >= shown.Symbols.Count || unit < 0 || unit >= shown.Layers[Place].Hidden)
            return "";
        var layer = shown.Layers[Place];
        string values = string.Join("  ", layer.Maps.Select(map => string.Create(CultureInfo.InvariantCulture, $"{Names.Plain(map.Name)} {map.Values[(unit * layer.Time) + time]:0.0000}")));
        return string.Create(CultureInfo.InvariantCulture, $"{values} · step {shown.Step:N0}, {layer.Name}, unit {unit}, t {time} ({SymbolName(shown.Symbols[time])})");
    }

    private static string SymbolName(string symbol) => symbol switch { " " => "space", "\n" => "line end", "\t" => "tab", _ => symbol };

    // A network set up by hand begins as the one that was on the page, before it learned, and reads the same text: the two can be compared.
    private void ChooseRun(string? id) => Nav.NavigateTo(id is null ? "gates"
        : HandSetup.IsHand(id) && run is not null ? $"gates?{(view with { Run = HandSetup.Like(run).Id, Step = null, Edits = [], ShowChanged = false }).ToQuery()}"
        : $"gates?v=1&run={Uri.EscapeDataString(id)}");

    private async Task SetUpAsync(HandSetup wanted)
    {
        hand = wanted;
        handProblem = await Task.Run(() => Registry.SetUp(wanted).Problem);
        if (hand != wanted || handProblem is not null)
            return;
        await OpenAsync(view with { Run = wanted.Id, Edits = [], ShowChanged = false });
        Address();
    }

    private Task ChooseStepAsync(long? step) => ChangeAsync(view with { Step = step }, reload: true);

    private async Task ReadTextAsync(string text)
    {
        view = view with { Text = text };
        Address();
        await ReadAsync();
    }

    private Task SelectAsync(MapPin at) => FromBrowserAsync(view with { Unit = at.Unit, Time = at.Time });

    private Task BrushAsync(TextSpan? span) => FromBrowserAsync(view with { Span = span });

    private Task ZoomAsync(MapZoom? zoom) => FromBrowserAsync(view with { Zoom = zoom });

    private Task PinAsync(MapPin pin) => ChangeAsync(view with
    {
        Pins = view.Pins.Contains(pin) ? [.. view.Pins.Where(other => other != pin)] : [.. view.Pins.TakeLast(GatesView.MostPins - 1), pin],
    });

    private Task ShowSurgeryAsync(GateFrame? surgery)
    {
        changed = surgery;
        return PushAsync();
    }

    private Task ShowChangedAsync(bool changed) => ChangeAsync(view with { ShowChanged = changed });

    // What the browser did by itself, it is not told again.
    private Task FromBrowserAsync(GatesView wanted)
    {
        view = wanted;
        stage?.Known(view);
        Tell();
        Address();
        return Task.CompletedTask;
    }

    private async Task ChangeAsync(GatesView wanted, bool reload = false)
    {
        view = frame is { } shown ? Fit(wanted, shown) : wanted;
        Tell();
        Address();
        if (reload)
            await LoadAsync();
        else
            await PushAsync();
    }

    // The other pages' links lead to what is looked at here.
    private void Tell()
    {
        if (run is { } of && frame is not null)
            Selection.Look(new LookedAt { Run = of.Id, Step = view.Step, Text = Text, Layer = view.Layer, Unit = view.Unit, Time = view.Time, Map = Map });
    }

    // The address follows a moment after the last change, so that scrubbing does not write it a hundred times.
    private async void Address()
    {
        int mine = ++moved;
        try
        {
            await Task.Delay(AddressRest, Clock, leaving);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        if (mine != moved)
            return;
        string query = view.ToQuery();
        written.Enqueue(query);
        if (written.Count > 4)
            written.Dequeue();
        Nav.NavigateTo(query.Length == 0 ? "gates" : "gates?" + query, replace: true);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Nav.LocationChanged -= OnMoved;
        await _gone.CancelAsync();
        if (sampler is not null)
            await sampler.DisposeAsync();
        foreach (var one in (GateReader?[])[reader, deep, slow, cut])
        {
            if (one is not null)
                await one.DisposeAsync();
        }

        // _push stays: a figure that was being made when the person left may still ask for it.
        _gone.Dispose();
    }
}
