using System.Globalization;

namespace RnnLab.Web.Components.Inside;

/// <summary>How a number on screen and the same number derived again are compared in words.</summary>
public static class RecomputeWords
{
    /// <summary>Of one number.</summary>
    /// <param name="reference">As the float64 reference derives it.</param>
    /// <param name="shown">As it stands on screen.</param>
    /// <param name="backend">What computed that.</param>
    public static string One(double reference, double shown, string backend) => string.Create(CultureInfo.InvariantCulture,
        $"Reference, float64: {reference:0.00000000}. On screen, {backend}: {shown:0.00000000}. {(reference == shown ? "No difference in the digits that a number here keeps" : string.Create(CultureInfo.InvariantCulture, $"Difference {Math.Abs(reference - shown):0.0e0}"))}.");

    /// <summary>The largest difference between as many numbers.</summary>
    public static double Largest(IEnumerable<(double Reference, double Shown)> pairs) => pairs.Max(pair => Math.Abs(pair.Reference - pair.Shown));
}
