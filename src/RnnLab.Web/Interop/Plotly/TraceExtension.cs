using System.Text.Json.Serialization;

namespace RnnLab.Web.Interop.Plotly;

/// <summary>New points at the end of one trace.</summary>
/// <param name="Trace">Index of the trace in the chart's data.</param>
/// <param name="X">Positions.</param>
/// <param name="Y">Values, as many; NaN leaves a gap.</param>
public sealed record TraceExtension(
    [property: JsonPropertyName("trace")] int Trace,
    [property: JsonPropertyName("x"), JsonConverter(typeof(FiniteNumbers))] IReadOnlyList<double> X,
    [property: JsonPropertyName("y"), JsonConverter(typeof(FiniteNumbers))] IReadOnlyList<double> Y);
