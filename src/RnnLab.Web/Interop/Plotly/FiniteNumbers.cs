using System.Text.Json;
using System.Text.Json.Serialization;

namespace RnnLab.Web.Interop.Plotly;

/// <summary>Writes numbers for plotly.js: what is not finite becomes null, which plotly draws as a gap (JSON has no NaN).</summary>
public sealed class FiniteNumbers : JsonConverter<IReadOnlyList<double>>
{
    /// <inheritdoc />
    public override IReadOnlyList<double> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        List<double> values = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            values.Add(reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble());
        return values;
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, IReadOnlyList<double> value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStartArray();
        foreach (double number in value)
        {
            if (double.IsFinite(number)) writer.WriteNumberValue(number);
            else writer.WriteNullValue();
        }
        writer.WriteEndArray();
    }
}
