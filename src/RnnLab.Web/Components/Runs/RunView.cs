using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace RnnLab.Web.Components.Runs;

/// <summary>What a person looks at on a run's page; all of it is in the address, and nonsense there falls back to the usual.</summary>
public sealed record RunView
{
    /// <summary>Smoothing that nobody has chosen.</summary>
    public const double UsualSmoothing = 0.9;

    /// <summary>Layer in the gate panel, from 0 at the bottom.</summary>
    public int Layer { get; init; }

    /// <summary>Gate or state in the gate panel by its letter; null takes the first.</summary>
    public string? Map { get; init; }

    /// <summary>Step of the chosen sample; null follows the newest.</summary>
    public long? Sample { get; init; }

    /// <summary>True for a logarithmic loss axis.</summary>
    public bool LogLoss { get; init; }

    /// <summary>Smoothing of the training loss, 0 to 0.999.</summary>
    public double Smoothing { get; init; } = UsualSmoothing;

    /// <summary>Id of the run that the settings are compared with.</summary>
    public string? Against { get; init; }

    /// <summary>Reads the query of an address.</summary>
    public static RunView FromQuery(string query)
    {
        Dictionary<string, string> given = QueryHelpers.ParseQuery(query).ToDictionary(p => p.Key, p => p.Value.LastOrDefault() ?? "");
        return new RunView
        {
            Layer = int.TryParse(given.GetValueOrDefault("layer"), NumberStyles.None, CultureInfo.InvariantCulture, out int layer) ? Math.Max(0, layer - 1) : 0,
            Map = given.GetValueOrDefault("map") is { Length: > 0 and <= 8 } map ? map : null,
            Sample = long.TryParse(given.GetValueOrDefault("sample"), NumberStyles.None, CultureInfo.InvariantCulture, out long sample) ? sample : null,
            LogLoss = given.GetValueOrDefault("loss") == "log",
            Smoothing = double.TryParse(given.GetValueOrDefault("smooth"), NumberStyles.Float, CultureInfo.InvariantCulture, out double smooth) && smooth is >= 0 and <= 0.999 ? smooth : UsualSmoothing,
            Against = given.GetValueOrDefault("against") is { Length: > 0 and <= 64 } against ? against : null,
        };
    }

    /// <summary>The query that brings this view back: only what differs from the usual, after the version. Empty when nothing does.</summary>
    public string ToQuery()
    {
        List<string> parts = [];
        if (Layer > 0)
            parts.Add(FormattableString.Invariant($"layer={Layer + 1}"));
        if (Map is not null)
            parts.Add($"map={Uri.EscapeDataString(Map)}");
        if (Sample is { } sample)
            parts.Add(FormattableString.Invariant($"sample={sample}"));
        if (LogLoss)
            parts.Add("loss=log");
        if (Smoothing != UsualSmoothing)
            parts.Add(FormattableString.Invariant($"smooth={Smoothing}"));
        if (Against is not null)
            parts.Add($"against={Uri.EscapeDataString(Against)}");
        return parts.Count == 0 ? "" : "v=1&" + string.Join('&', parts);
    }
}
