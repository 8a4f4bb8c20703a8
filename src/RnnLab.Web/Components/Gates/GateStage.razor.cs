using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using RnnLab.Training;
using RnnLab.Training.Views;
using RnnLab.Web.Components.Inside.Notations;
using RnnLab.Web.Interop;

namespace RnnLab.Web.Components.Gates;

/// <summary>The text and the maps of a layer. The browser scrubs, plays and hovers by itself and tells the page where it is; the page sends values.</summary>
public partial class GateStage : JsFigure
{
    private readonly GateBytes _bytes = new();
    private DotNetObjectReference<GateStage>? _self;
    private IReadOnlyList<string>? _symbols;
    private int[]? _order;
    private string? _looked;

    /// <summary>The run's settings, for the words about its gates.</summary>
    [Parameter, EditorRequired]
    public RunConfig Config { get; set; } = null!;

    /// <summary>What they are called.</summary>
    [Parameter, EditorRequired]
    public CellNotation Names { get; set; } = CellNotation.Usual;

    /// <summary>The gates and states, in their order.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<string> Letters { get; set; } = [];

    /// <summary>The chosen map.</summary>
    [Parameter, EditorRequired]
    public string Map { get; set; } = "";

    /// <summary>The selected unit; the browser may be ahead of it.</summary>
    [Parameter]
    public int Unit { get; set; }

    /// <summary>Told which map was chosen.</summary>
    [Parameter]
    public EventCallback<string> MapChosen { get; set; }

    /// <summary>Told which cell was selected.</summary>
    [Parameter]
    public EventCallback<MapPin> Selected { get; set; }

    /// <summary>Told which cell was pinned or let go.</summary>
    [Parameter]
    public EventCallback<MapPin> PinToggled { get; set; }

    /// <summary>Told which stretch was brushed; null for none.</summary>
    [Parameter]
    public EventCallback<TextSpan?> Brushed { get; set; }

    /// <summary>Told what is zoomed into; null for everything.</summary>
    [Parameter]
    public EventCallback<MapZoom?> Zoomed { get; set; }

    /// <summary>Gives the exact values of a cell in every map, in words.</summary>
    [Parameter]
    public Func<int, int, string>? Exact { get; set; }

    /// <summary>Told once the browser is ready for the first values.</summary>
    [Parameter]
    public EventCallback Ready { get; set; }

    /// <inheritdoc />
    protected override string ModulePath => "Components/Gates/GateStage.razor.js";

    /// <summary>Sends what the browser lacks and waits until it has drawn it.</summary>
    /// <param name="frame">Everything that was computed.</param>
    /// <param name="layer">The layer that is shown.</param>
    /// <param name="order">The unit of each row.</param>
    /// <param name="view">Selection, pins, stretch and zoom.</param>
    /// <returns>The bytes of values that were sent.</returns>
    public async Task<int> ShowAsync(GateFrame frame, GateLayer layer, int[] order, GatesView view)
    {
        if (!Created)
            return 0;
        byte[]? values = _bytes.Encode(layer);
        bool fresh = _symbols is null || !_symbols.SequenceEqual(frame.Symbols);
        if (values is not null || fresh || _order is null || !_order.SequenceEqual(order))
        {
            (_symbols, _order) = (frame.Symbols, order);
            string[] letters = [.. layer.Maps.Select(map => map.Name)];
            if (!await CallAsync("update", new { letters, symbols = fresh ? frame.Symbols : null, order, step = frame.Step, layer = layer.Index }, values))
                Forget();
        }

        await LookAsync(view);
        return values?.Length ?? 0;
    }

    /// <summary>The bytes of values that a layer still needs.</summary>
    public int Lacks(GateLayer layer) => _bytes.Size(layer);

    /// <summary>Shows selection, pins, stretch and zoom where the page has changed them.</summary>
    public async Task LookAsync(GatesView view)
    {
        string look = Look(view);
        if (look == _looked || !Created)
            return;
        _looked = look;
        await CallAsync("look", new { unit = view.Unit, time = view.Time, map = Map, pins = view.Pins, span = view.Span, zoom = view.Zoom });
    }

    /// <summary>The browser selected a cell.</summary>
    [JSInvokable]
    public Task OnSelectedAsync(int unit, int time) => Selected.InvokeAsync(new MapPin(unit, time));

    /// <summary>The browser pinned a cell, or let it go.</summary>
    [JSInvokable]
    public Task OnPinnedAsync(int unit, int time) => PinToggled.InvokeAsync(new MapPin(unit, time));

    /// <summary>The browser brushed a stretch; from -1 for none.</summary>
    [JSInvokable]
    public Task OnBrushedAsync(int from, int to) => Brushed.InvokeAsync(from < 0 ? null : new TextSpan(from, to));

    /// <summary>The browser zoomed; to -1 for everything.</summary>
    [JSInvokable]
    public Task OnZoomedAsync(int fromTime, int toTime, int fromRow, int toRow) =>
        Zoomed.InvokeAsync(toTime < 0 ? null : new MapZoom(fromTime, toTime, fromRow, toRow));

    /// <summary>The exact values of a cell.</summary>
    [JSInvokable]
    public string ReadCell(int unit, int time) => Exact?.Invoke(unit, time) ?? "";

    /// <summary>Notes what the browser itself has changed, so that it is not told its own news.</summary>
    public void Known(GatesView view) => _looked = Look(view);

    /// <inheritdoc />
    protected override object?[] CreateArguments()
    {
        Forget();
        return [_self ??= DotNetObjectReference.Create(this)];
    }

    /// <inheritdoc />
    protected override Task OnCreatedAsync() => Ready.InvokeAsync();

    /// <inheritdoc />
    protected override void OnDisposed() => _self?.Dispose();

    private void Forget()
    {
        _bytes.Forget();
        (_symbols, _order, _looked) = (null, null, null);
    }

    private string Look(GatesView view) =>
        FormattableString.Invariant($"{Map} {view.Unit} {view.Time} {string.Join(';', view.Pins)} {view.Span} {view.Zoom}");
}
