using System.Text.Json.Serialization;

namespace RnnLab.Web.Interop.Plotly;

/// <summary>
/// One trace of a plotly.js chart, with plotly's own names (https://plotly.com/javascript/reference/). A text of the form <c>var(--q-loss)</c>, anywhere in a trace or layout,
/// takes the colour of that token in the theme of the moment.
/// </summary>
public sealed record Trace
{
    /// <summary>Kind of trace.</summary>
    [JsonPropertyName("type")]
    public string Type { get; init; } = "scatter";

    /// <summary>Name in legend and data table.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary><c>lines</c>, <c>markers</c>, <c>lines+markers</c>.</summary>
    [JsonPropertyName("mode"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Mode { get; init; } = "lines";

    /// <summary>Positions; NaN leaves a gap.</summary>
    [JsonPropertyName("x"), JsonConverter(typeof(FiniteNumbers))]
    public IReadOnlyList<double> X { get; init; } = [];

    /// <summary>Values; NaN leaves a gap.</summary>
    [JsonPropertyName("y"), JsonConverter(typeof(FiniteNumbers))]
    public IReadOnlyList<double> Y { get; init; } = [];

    /// <summary>Line: colour, width, dash, shape.</summary>
    [JsonPropertyName("line"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TraceLine? Line { get; init; }

    /// <summary>0 (transparent) to 1.</summary>
    [JsonPropertyName("opacity"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Opacity { get; init; }

    /// <summary>False keeps the trace out of the legend.</summary>
    [JsonPropertyName("showlegend"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? ShowLegend { get; init; }

    /// <summary>Text on hover, in plotly's template language.</summary>
    [JsonPropertyName("hovertemplate"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? HoverTemplate { get; init; }

    /// <summary><c>skip</c> for what must not answer to hover.</summary>
    [JsonPropertyName("hoverinfo"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? HoverInfo { get; init; }

    /// <summary>Any further attribute of plotly's reference, by its name.</summary>
    [JsonExtensionData]
    public Dictionary<string, object>? More { get; init; }
}

/// <summary>Line of a trace.</summary>
public sealed record TraceLine
{
    /// <summary>CSS colour or token, for instance <c>var(--q-loss)</c>.</summary>
    [JsonPropertyName("color"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Color { get; init; }

    /// <summary>Width in pixels.</summary>
    [JsonPropertyName("width")]
    public double Width { get; init; } = 1.75;

    /// <summary><c>solid</c>, <c>dot</c>, <c>dash</c>, <c>longdash</c>, <c>dashdot</c>.</summary>
    [JsonPropertyName("dash"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Dash { get; init; }

    /// <summary><c>linear</c>, <c>hv</c>, <c>spline</c>.</summary>
    [JsonPropertyName("shape"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Shape { get; init; }
}
