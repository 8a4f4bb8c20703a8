using Microsoft.AspNetCore.Components;
using RnnLab.Web.Interop.Plotly;

namespace RnnLab.Web.Interop;

/// <summary>A plotly.js chart whose parameters are data, layout and config, as in Plotly.Blazor. Plotly is fetched with the first chart of a page.</summary>
public partial class PlotlyChart : JsFigure
{
    private IReadOnlyList<Trace>? _drawnData;
    private Layout? _drawnLayout;
    private bool _table;

    /// <summary>What the chart shows, in a few words; names the figure and its table.</summary>
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>The same for those who do not see it: axes, curves, what to look for.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>The traces. A new list redraws the chart (zoom is kept); points that arrive one by one go through <see cref="ExtendAsync"/>.</summary>
    [Parameter]
    public IReadOnlyList<Trace> Data { get; set; } = [];

    /// <summary>Axes and legend.</summary>
    [Parameter]
    public Layout Layout { get; set; } = new();

    /// <summary>Tool buttons and zoom.</summary>
    [Parameter]
    public Config Config { get; set; } = new();

    /// <summary>Height of the drawing, as CSS; it is reserved from the start.</summary>
    [Parameter]
    public string Height { get; set; } = "18rem";

    /// <summary>Controls at the left below the chart: log scale, smoothing.</summary>
    [Parameter]
    public RenderFragment? Tools { get; set; }

    /// <summary>Further CSS classes.</summary>
    [Parameter]
    public string? Class { get; set; }

    /// <inheritdoc />
    protected override string ModulePath => "Interop/PlotlyChart.razor.js";

    /// <summary>Redraws with new traces, and a new layout if given, without rendering the component.</summary>
    /// <returns>False when the chart is not drawn (yet, or any more).</returns>
    public async Task<bool> UpdateAsync(IReadOnlyList<Trace> data, Layout? layout = null)
    {
        (Data, Layout) = (data, layout ?? Layout);
        if (!Created) return false;
        (_drawnData, _drawnLayout) = (Data, Layout);
        return await CallAsync("update", Data, Layout);
    }

    /// <summary>Adds points at the ends of traces.</summary>
    /// <param name="extensions">New points by trace.</param>
    /// <param name="maxPoints">Points that each trace keeps; the oldest go.</param>
    /// <returns>False when the chart is not drawn (yet, or any more): the points were not taken.</returns>
    public async Task<bool> ExtendAsync(IReadOnlyList<TraceExtension> extensions, int maxPoints = 4000) =>
        await CallAsync("extend", extensions, maxPoints);

    /// <inheritdoc />
    protected override object?[] CreateArguments()
    {
        _drawnData = Data;
        _drawnLayout = Layout;
        return [Data, Layout, Config, "/" + Assets["lib/plotly/plotly.min.js"]];
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (Created) await CatchUpAsync();
    }

    /// <inheritdoc />
    protected override Task OnCreatedAsync() => CatchUpAsync();

    // Data may have arrived while the browser was still fetching plotly.
    private async Task CatchUpAsync()
    {
        if (!ReferenceEquals(Data, _drawnData) || Layout != _drawnLayout) await UpdateAsync(Data, Layout);
    }

    private async Task ToggleTableAsync()
    {
        _table = !_table;
        await CallAsync("table", _table);
    }
}
