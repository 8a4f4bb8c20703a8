using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using RnnLab.Web.Interop.Matrices;

namespace RnnLab.Web.Interop;

/// <summary>
/// A heat map of units by time. Hover shows a value and its address, a click or Enter pins it, arrow keys move from cell to cell, a data table shows the numbers about the cursor.
/// </summary>
public partial class MatrixCanvas : JsFigure
{
    private readonly string _readout = $"readout-{Guid.NewGuid():n}";
    private DotNetObjectReference<MatrixCanvas>? _self;
    private bool _table;
    private string? _symbol;

    /// <summary>What is shown: "forget gate f", "cell state c".</summary>
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>Letter of the quantity whose colour the title takes: i f o g c h x z r n.</summary>
    [Parameter]
    public string? Quantity { get; set; }

    /// <summary>Symbol before the value on hover; the quantity when null.</summary>
    [Parameter]
    public string? Symbol { get; set; }

    /// <summary>The figure in words, for those who do not see it.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>Height of the drawing, as CSS; reserved from the start.</summary>
    [Parameter]
    public string Height { get; set; } = "10rem";

    /// <summary>Whether a line of names, one character for each column, stands below: the text that was read.</summary>
    [Parameter]
    public bool Names { get; set; }

    /// <summary>Whether the button for the data table is offered.</summary>
    [Parameter]
    public bool DataTable { get; set; } = true;

    /// <summary>What the line below says before a cell was chosen.</summary>
    [Parameter]
    public string Placeholder { get; set; } = "Point at a cell to read its value.";

    /// <summary>Told when a person pins a cell.</summary>
    [Parameter]
    public EventCallback<MatrixCell> Pinned { get; set; }

    /// <summary>Told once the canvas is ready for its first frame. Use it to show a frame that is already there.</summary>
    [Parameter]
    public EventCallback Ready { get; set; }

    /// <summary>Further CSS classes.</summary>
    [Parameter]
    public string? Class { get; set; }

    /// <inheritdoc />
    protected override string ModulePath => "Interop/MatrixCanvas.razor.js";

    private static string LegendTitle => "Colours of the values. Hatched: not computed. Magenta: not a number.";

    /// <summary>Shows a frame and waits until the browser has drawn it; the frame may then be filled anew.</summary>
    /// <param name="frame">The values.</param>
    /// <param name="names">One character for each column, or null.</param>
    /// <returns>False when the canvas is not there (yet, or any more).</returns>
    public async Task<bool> ShowAsync(MatrixFrame frame, string? names = null)
    {
        ArgumentNullException.ThrowIfNull(frame);
        return await CallAsync("update", frame.Encode(), names);
    }

    /// <summary>Pins a cell and marks its row, without telling of it: what is selected on another page.</summary>
    /// <param name="unit">The unit; null marks nothing.</param>
    /// <param name="time">The column; null for the row alone.</param>
    /// <param name="firstTime">The time step of the first column.</param>
    public async Task MarkAsync(int? unit, int? time, int firstTime = 0) => await CallAsync("mark", unit, time, firstTime);

    /// <summary>A person pinned a cell in the browser.</summary>
    [JSInvokable]
    public Task OnPinnedAsync(int step, int layer, int unit, int time, double? value) =>
        Pinned.InvokeAsync(new MatrixCell(step, layer, unit, time, value));

    /// <inheritdoc />
    protected override object?[] CreateArguments() =>
        [_symbol = Symbol ?? Quantity ?? "value", Pinned.HasDelegate ? _self ??= DotNetObjectReference.Create(this) : null];

    /// <inheritdoc />
    protected override async Task OnCreatedAsync()
    {
        await RenameAsync();
        await Ready.InvokeAsync();
    }

    /// <inheritdoc />
    protected override void OnDisposed() => _self?.Dispose();

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (Created)
            await RenameAsync();
    }

    // The quantity may be called otherwise from now on.
    private async Task RenameAsync()
    {
        string wanted = Symbol ?? Quantity ?? "value";
        if (wanted == _symbol)
            return;
        _symbol = wanted;
        await CallAsync("rename", wanted);
    }

    private async Task ToggleTableAsync()
    {
        _table = !_table;
        await CallAsync("table", _table);
    }
}
