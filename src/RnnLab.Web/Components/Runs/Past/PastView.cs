using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using RnnLab.Web.Components.Gates;

namespace RnnLab.Web.Components.Runs.Past;

/// <summary>What a person looks at in the time machine; all of it is in the address, and nonsense there falls back to the usual.</summary>
public sealed record PastView
{
    /// <summary>The step looked at; null for the latest that is stored.</summary>
    public long? Step { get; init; }

    /// <summary>Layer, from 0 at the bottom.</summary>
    public int Layer { get; init; }

    /// <summary>What the network reads; null for the run's own excerpt.</summary>
    public string? Text { get; init; }

    /// <summary>The marked unit, from 0; null for none.</summary>
    public int? Unit { get; init; }

    /// <summary>The marked time step, from 0; null for none.</summary>
    public int? Time { get; init; }

    /// <summary>Gate or state by its letter; null takes the usual one.</summary>
    public string? Map { get; init; }

    /// <summary>Parameter whose spread is shown, by PyTorch's name; null takes the first recurrent matrix.</summary>
    public string? Parameter { get; init; }

    /// <summary>Reads the query of an address.</summary>
    public static PastView FromQuery(string query)
    {
        Dictionary<string, string> given = QueryHelpers.ParseQuery(query).ToDictionary(p => p.Key, p => p.Value.LastOrDefault() ?? "");
        return new PastView
        {
            Step = long.TryParse(given.GetValueOrDefault("step"), NumberStyles.None, CultureInfo.InvariantCulture, out long step) ? step : null,
            Layer = int.TryParse(given.GetValueOrDefault("layer"), NumberStyles.None, CultureInfo.InvariantCulture, out int layer) ? Math.Max(0, layer - 1) : 0,
            Text = given.TryGetValue("text", out string? text) && text.Length > 0 ? TextInAddress.Read(text, GatesView.LongestText) : null,
            Unit = Whole("unit"),
            Time = Whole("t"),
            Map = given.GetValueOrDefault("map") is { Length: > 0 and <= 32 } map ? map : null,
            Parameter = given.GetValueOrDefault("weights") is { Length: > 0 and <= 64 } parameter ? parameter : null,
        };

        int? Whole(string name) => int.TryParse(given.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < 1_000_000 ? number : null;
    }

    /// <summary>The query that brings this view back: only what differs from the usual, after the version. Empty when nothing does.</summary>
    public string ToQuery()
    {
        List<string> parts = [];
        if (Step is { } step)
            parts.Add(FormattableString.Invariant($"step={step}"));
        if (Text is not null)
            parts.Add($"text={TextInAddress.Write(Text)}");
        if (Layer > 0)
            parts.Add(FormattableString.Invariant($"layer={Layer + 1}"));
        if (Unit is { } unit)
            parts.Add(FormattableString.Invariant($"unit={unit}"));
        if (Time is { } time)
            parts.Add(FormattableString.Invariant($"t={time}"));
        if (Map is not null)
            parts.Add($"map={Uri.EscapeDataString(Map)}");
        if (Parameter is not null)
            parts.Add($"weights={Uri.EscapeDataString(Parameter)}");
        return parts.Count == 0 ? "" : "v=1&" + string.Join('&', parts);
    }
}
