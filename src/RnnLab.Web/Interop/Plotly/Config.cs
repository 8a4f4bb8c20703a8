using System.Text.Json.Serialization;

namespace RnnLab.Web.Interop.Plotly;

/// <summary>Configuration of a plotly.js chart. Nothing is ever sent to a cloud.</summary>
public sealed record Config
{
    /// <summary>Shows plotly's tool buttons: null on hover, true always, false never.</summary>
    [JsonIgnore]
    public bool? ModeBar { get; init; }

    /// <summary>The same as plotly takes it.</summary>
    [JsonPropertyName("displayModeBar")]
    public object DisplayModeBar => ModeBar is null ? "hover" : ModeBar.Value;

    /// <summary>Zooms with the wheel.</summary>
    [JsonPropertyName("scrollZoom")]
    public bool ScrollZoom { get; init; }

    /// <summary>Never.</summary>
    [JsonPropertyName("showSendToCloud")]
    public bool ShowSendToCloud => false;
}
