using System.Globalization;
using RnnLab.Web.Components.Sampling;

namespace RnnLab.Web.Components.Gates;

/// <summary>How the continuations before and after gate surgery are drawn: the same on both sides.</summary>
/// <param name="Temperature">What the scores are divided by.</param>
/// <param name="Length">Characters.</param>
/// <param name="Seed">The seed of the dice.</param>
public sealed record SurgeryDice(double Temperature, int Length, ulong Seed)
{
    /// <summary>The longest continuation.</summary>
    public const int Longest = 1000;

    /// <summary>What is drawn where nobody has chosen.</summary>
    public static SurgeryDice Usual { get; } = new(0.8, 160, 1);

    /// <summary>Reads what an address or a person gives; nonsense falls back to the usual.</summary>
    public static SurgeryDice Read(string temperature, string length, string seed) => new(
        double.TryParse(temperature, NumberStyles.Float, CultureInfo.InvariantCulture, out double t) && t is >= SampleNumbers.LowestTemperature and <= SampleNumbers.HighestTemperature ? t : Usual.Temperature,
        int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n is >= 1 and <= Longest ? n : Usual.Length,
        ulong.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out ulong s) ? s : Usual.Seed);
}
