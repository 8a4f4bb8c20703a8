using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace RnnLab.Web.Components.Unrolled;

/// <summary>A line of text in a drawing. (Razor keeps the element's own name to itself.)</summary>
public sealed class SvgText : ComponentBase
{
    /// <summary>What stands there.</summary>
    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    /// <summary>Its place.</summary>
    [Parameter]
    public double X { get; set; }

    /// <summary>Its base line.</summary>
    [Parameter]
    public double Y { get; set; }

    /// <summary><c>start</c>, <c>middle</c> or <c>end</c>.</summary>
    [Parameter]
    public string Anchor { get; set; } = "start";

    /// <summary>CSS classes.</summary>
    [Parameter]
    public string? Class { get; set; }

    /// <inheritdoc />
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.OpenElement(0, "text");
        builder.AddAttribute(1, "class", Class);
        builder.AddAttribute(2, "x", X.ToString("0.#", CultureInfo.InvariantCulture));
        builder.AddAttribute(3, "y", Y.ToString("0.#", CultureInfo.InvariantCulture));
        builder.AddAttribute(4, "text-anchor", Anchor);
        builder.AddContent(5, Text);
        builder.CloseElement();
    }
}
