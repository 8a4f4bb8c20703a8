using System.Collections.Immutable;
using System.Globalization;

namespace RnnLab.Web.Components.Sampling;

/// <summary>The bounds of what a person may ask of the sampling page, and how its numbers are written.</summary>
public static class SampleNumbers
{
    /// <summary>Below this the likeliest character wins at any rate.</summary>
    public const double LowestTemperature = 0.01;

    /// <summary>Above this all characters are as likely.</summary>
    public const double HighestTemperature = 100;

    /// <summary>No vocabulary is larger.</summary>
    public const int HighestTopK = 100_000;

    /// <summary>The smallest share of probability to keep.</summary>
    public const double LowestTopP = 0.001;

    /// <summary>The most characters in a lane.</summary>
    public const int LongestLane = 400;

    /// <summary>The most futures.</summary>
    public const int MostFutures = 100;

    /// <summary>The most characters in a future.</summary>
    public const int LongestFuture = 200;

    /// <summary>The widest beam whose tree can still be read.</summary>
    public const int WidestBeam = 8;

    /// <summary>The deepest beam whose tree can still be read.</summary>
    public const int DeepestBeam = 30;

    /// <summary>Temperatures with commas between them.</summary>
    public static string Write(IEnumerable<double> temperatures) => string.Join(',', temperatures.Select(t => t.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Reads temperatures with commas, semicolons or blanks between them.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="temperatures">The temperatures, as typed.</param>
    /// <param name="problem">What is wrong, in a sentence; null where all is well.</param>
    public static bool TryReadTemperatures(string text, out ImmutableArray<double> temperatures, out string? problem)
    {
        temperatures = [];
        problem = null;
        string[] parts = text.Split([',', ';', ' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length is 0 or > SampleAddress.MostLanes)
        {
            problem = parts.Length == 0 ? "Give at least one temperature, such as 0.5." : $"Give at most {SampleAddress.MostLanes} temperatures, not {parts.Length}.";
            return false;
        }

        var found = ImmutableArray.CreateBuilder<double>();
        foreach (string part in parts)
        {
            if (!double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !(value is >= LowestTemperature and <= HighestTemperature))
            {
                problem = $"“{(part.Length > 20 ? part[..20] + "…" : part)}” is not a temperature: write numbers from 0.01 to 100 with commas between them, such as 0.3, 0.8, 1.2.";
                return false;
            }

            found.Add(value);
        }

        temperatures = found.ToImmutable();
        return true;
    }

    /// <summary>A probability as a percentage, with the digits that it deserves.</summary>
    public static string Percent(double probability) => probability switch
    {
        0 => "0%",
        < 0.0001 => "<0.01%",
        < 0.01 => string.Create(CultureInfo.InvariantCulture, $"{probability * 100:0.00}%"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{probability * 100:0.0}%"),
    };

    /// <summary>A surprise in bits.</summary>
    public static string Bits(double? bits) => bits is { } b ? double.IsFinite(b) ? string.Create(CultureInfo.InvariantCulture, $"{b:0.00}") : "∞" : "–";

    /// <summary>A score with two decimals and a true minus sign.</summary>
    public static string Score(double score) => string.Create(CultureInfo.InvariantCulture, $"{score:0.00}").Replace('-', '−');

    /// <summary>A place on the bar from 0 to 1.</summary>
    public static string Place(double place) => string.Create(CultureInfo.InvariantCulture, $"{place:0.0000}");

    /// <summary>A CSS length in percent.</summary>
    public static string Css(double share) => string.Create(CultureInfo.InvariantCulture, $"{Math.Clamp(share, 0, 1) * 100:0.###}%");
}
