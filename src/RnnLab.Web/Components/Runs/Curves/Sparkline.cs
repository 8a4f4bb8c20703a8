using System.Globalization;
using System.Text;

namespace RnnLab.Web.Components.Runs.Curves;

/// <summary>Turns a run's loss into the points of a small SVG polyline, for tables: the shape at a glance, the numbers elsewhere.</summary>
public static class Sparkline
{
    /// <summary>Points for <c>&lt;polyline points&gt;</c> within a box of <paramref name="width"/> x <paramref name="height"/> pixels, highest value at the top.</summary>
    /// <param name="x">Horizontal values, ascending.</param>
    /// <param name="y">Vertical values; what is not finite is left out.</param>
    /// <param name="width">Width of the box in pixels.</param>
    /// <param name="height">Height of the box in pixels.</param>
    /// <returns>An empty string where fewer than two points can be drawn.</returns>
    public static string Points(IReadOnlyList<double> x, IReadOnlyList<double> y, double width, double height)
    {
        int[] usable = [.. Enumerable.Range(0, Math.Min(x.Count, y.Count)).Where(i => double.IsFinite(y[i]))];
        if (usable.Length < 2)
            return "";
        double left = x[usable[0]], right = x[usable[^1]];
        double low = usable.Min(i => y[i]), high = usable.Max(i => y[i]);
        const double Pad = 1.5;
        StringBuilder points = new();
        foreach (int i in usable)
        {
            double px = right > left ? (x[i] - left) / (right - left) * (width - 2 * Pad) + Pad : width / 2;
            double py = high > low ? (high - y[i]) / (high - low) * (height - 2 * Pad) + Pad : height / 2;
            if (points.Length > 0)
                points.Append(' ');
            points.Append(CultureInfo.InvariantCulture, $"{px:0.#},{py:0.#}");
        }
        return points.ToString();
    }
}
