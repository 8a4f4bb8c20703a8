using System.Globalization;
using RnnLab.Nn;

namespace RnnLab.Web.Components.Unrolled;

/// <summary>
/// Where truncated backpropagation cuts, as the address writes it: nothing; the steps t between which and t - 1 it cuts (<c>2,4</c>); <c>random</c>, or <c>random-N</c> for the
/// draw of training step N, which cuts at random and enlarges what passes, as training does (<see cref="RandomTruncation"/>).
/// </summary>
public static class Truncation
{
    /// <summary>Mean number of steps that a gradient travels with random cuts.</summary>
    public const int MeanLength = 4;

    private const string Random = "random";

    /// <summary>The choices by word and name.</summary>
    public static IReadOnlyList<(string Word, string Name)> Choices { get; } =
        [("none", "nowhere"), ("2", "every 2 steps"), ("4", "every 4 steps"), ("8", "every 8 steps"), (Random, $"at random, mean {MeanLength} steps")];

    /// <summary>What gradients are multiplied with where random truncation does not cut: 1 / (1 - c).</summary>
    public static double Enlarged { get; } = 1 / (1 - RandomTruncation.CutProbability(MeanLength));

    /// <summary>The cuts of a choice.</summary>
    public static string Of(string? word, int time) => word switch
    {
        "2" or "4" or "8" => string.Join(',', Enumerable.Range(1, Math.Max(0, time - 1)).Where(t => t % int.Parse(word, CultureInfo.InvariantCulture) == 0)),
        Random => Random,
        _ => "",
    };

    /// <summary>Reads an address; nonsense cuts nowhere.</summary>
    public static string Read(string text) => Draw(text) is { } draw ? OfDraw(draw) : string.Join(',', UnrollView.Steps(text).Where(step => step > 0));

    /// <summary>The choice that has these cuts; empty for cuts by hand.</summary>
    public static string WordOf(string cuts, int time) => Draw(cuts) is not null ? Random : Choices.Take(4).FirstOrDefault(choice => Of(choice.Word, time) == cuts).Word ?? "";

    /// <summary>The training step whose draw random cuts are; null for others.</summary>
    public static int? Draw(string cuts) =>
        cuts == Random ? 0
        : cuts.StartsWith(Random + "-", StringComparison.Ordinal) && int.TryParse(cuts.AsSpan(Random.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int step) && step is > 0 and <= 1_000_000 ? step : null;

    /// <summary>The random cuts of a training step.</summary>
    public static string OfDraw(int step) => step == 0 ? Random : string.Create(CultureInfo.InvariantCulture, $"{Random}-{step}");

    /// <summary>The cuts by hand or at regular steps.</summary>
    public static IReadOnlySet<int> Cuts(string cuts) => Draw(cuts) is null ? UnrollView.Steps(cuts).ToHashSet() : new HashSet<int>();

    /// <summary>What random cuts multiply the gradient with, by the step t from which it passes back to t - 1.</summary>
    public static IReadOnlyDictionary<int, double> Factors(string cuts, int time, ulong seed) =>
        Draw(cuts) is { } step ? RandomTruncation.Factors(seed, (ulong)step, time, MeanLength) : new Dictionary<int, double>();
}
