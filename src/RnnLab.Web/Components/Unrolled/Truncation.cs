using RnnLab.Nn;

namespace RnnLab.Web.Components.Unrolled;

/// <summary>Where truncated backpropagation cuts: regular windows, and windows of random length.</summary>
public static class Truncation
{
    /// <summary>Mean length of the random windows.</summary>
    public const int MeanLength = 4;

    /// <summary>The choices by word and name.</summary>
    public static IReadOnlyList<(string Word, string Name)> Choices { get; } =
        [("none", "nowhere"), ("2", "every 2 steps"), ("4", "every 4 steps"), ("8", "every 8 steps"), ("random", $"at random, mean {MeanLength} steps")];

    /// <summary>The cuts of a choice. The random ones are those of <see cref="RandomTruncation"/> (Tallec and Ollivier 2017), which in training also enlarges what passes.</summary>
    public static string Cuts(string? word, int time, ulong seed) => word switch
    {
        "2" or "4" or "8" => string.Join(',', Enumerable.Range(1, Math.Max(0, time - 1)).Where(t => t % int.Parse(word, System.Globalization.CultureInfo.InvariantCulture) == 0)),
        "random" => string.Join(',', Enumerable.Range(1, Math.Max(0, time - 1)).Where(t => t % RandomTruncation.SegmentLength(MeanLength) == 0 && RandomTruncation.Factor(seed, 0, t, MeanLength) == 0)),
        _ => "",
    };

    /// <summary>The regular choice that has these cuts; empty for cuts by hand or at random.</summary>
    public static string WordOf(string cuts, int time) => Choices.Take(4).FirstOrDefault(choice => Cuts(choice.Word, time, 0) == cuts).Word ?? "";
}
