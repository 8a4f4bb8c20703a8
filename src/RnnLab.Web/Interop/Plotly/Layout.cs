using System.Text.Json.Serialization;

namespace RnnLab.Web.Interop.Plotly;

/// <summary>Layout of a plotly.js chart. Fonts, colours, margins and grid come from the theme; here stands what a chart says itself.</summary>
public sealed record Layout
{
    /// <summary>Horizontal axis.</summary>
    [JsonPropertyName("xaxis")]
    public Axis XAxis { get; init; } = new();

    /// <summary>Vertical axis.</summary>
    [JsonPropertyName("yaxis")]
    public Axis YAxis { get; init; } = new();

    /// <summary>Whether the legend is drawn.</summary>
    [JsonPropertyName("showlegend")]
    public bool ShowLegend { get; init; } = true;

    /// <summary>The same value keeps zoom and hidden traces over updates; change it (run id, axis type) to start afresh.</summary>
    [JsonPropertyName("uirevision")]
    public string UiRevision { get; init; } = "keep";

    /// <summary>Any further attribute of plotly's reference, by its name (<c>shapes</c>, <c>annotations</c>).</summary>
    [JsonExtensionData]
    public Dictionary<string, object>? More { get; init; }
}

/// <summary>One axis. Every axis has a title with its unit.</summary>
public sealed record Axis
{
    /// <summary>What the axis measures, with the unit: <c>loss (nats per character)</c>. "log scale" is added to it on a logarithmic axis.</summary>
    [JsonIgnore]
    public string? Title { get; init; }

    /// <summary>The title as plotly takes it.</summary>
    [JsonPropertyName("title"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public object? TitleObject => Title is null ? null : new { text = Logarithmic ? Title + ", log scale" : Title };

    /// <summary>Logarithmic scale.</summary>
    [JsonIgnore]
    public bool Logarithmic { get; init; }

    /// <summary>The scale as plotly takes it.</summary>
    [JsonPropertyName("type")]
    public string Type => Logarithmic ? "log" : "linear";

    /// <summary>Lowest and highest value shown; automatic when null. On a logarithmic axis, exponents of ten.</summary>
    [JsonPropertyName("range"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double>? Range { get; init; }

    /// <summary><c>tozero</c> keeps zero in sight.</summary>
    [JsonPropertyName("rangemode"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RangeMode { get; init; }

    /// <summary>Any further attribute of plotly's reference, by its name.</summary>
    [JsonExtensionData]
    public Dictionary<string, object>? More { get; init; }
}
