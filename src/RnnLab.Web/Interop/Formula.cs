using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.JSInterop;

namespace RnnLab.Web.Interop;

/// <summary>
/// A formula in TeX, set by KaTeX in the browser, with MathML beside it for screen readers. <c>\q{f}{f_t}</c> writes its second argument in the colour of the quantity named by its first
/// (i f o g c h x z r n loss).
/// </summary>
public sealed class Formula : ComponentBase, IAsyncDisposable
{
    private ElementReference _host;
    private JsModule? _module;
    private DotNetObjectReference<Formula>? _self;
    private string? _drawn;

    /// <summary>The formula.</summary>
    [Parameter, EditorRequired]
    public string Tex { get; set; } = "";

    /// <summary>On a line of its own.</summary>
    [Parameter]
    public bool Display { get; set; }

    /// <summary>Told the mark of a clicked number, <c>\htmlData{number=MARK}{0.25}</c>. Numbers are for the mouse: offer what they lead to elsewhere too.</summary>
    [Parameter]
    public EventCallback<string> Number { get; set; }

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    /// <summary>A number was clicked in the browser.</summary>
    [JSInvokable]
    public Task OnNumber(string mark) => Number.InvokeAsync(mark);

    /// <inheritdoc />
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        // Empty for Blazor, so that it never touches what KaTeX puts inside.
        builder.OpenElement(0, Display ? "div" : "span");
        builder.AddAttribute(1, "class", Display ? "formula display" : "formula");
        builder.AddAttribute(2, "data-tex", Tex);
        builder.AddElementReferenceCapture(3, element => _host = element);
        builder.CloseElement();
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        string wanted = $"{Display} {Tex}";
        if (wanted == _drawn) return;
        _drawn = wanted;
        _module ??= new JsModule(Js, "js/formula.js");
        await _module.InvokeVoidAsync("render", _host, Tex, Display, Number.HasDelegate ? _self ??= DotNetObjectReference.Create(this) : null);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_module is not null) await _module.DisposeAsync();
        _self?.Dispose();
    }
}
