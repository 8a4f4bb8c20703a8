using System.Globalization;

namespace RnnLab.Web.Components.Unrolled;

/// <summary>Numbers in formulas.</summary>
public static class NumberTex
{
    /// <summary>The longest vector that is written in full.</summary>
    public const int Full = 8;

    /// <summary>A number with three significant digits, and few of them before a power of ten.</summary>
    public static string Number(double value)
    {
        if (!double.IsFinite(value))
            return double.IsNaN(value) ? @"\text{not a number}" : value > 0 ? @"\infty" : @"-\infty";
        double size = Math.Abs(value);
        if (size == 0)
            return "0";
        if (size is >= 1e-3 and < 1e4)
            return value.ToString(size >= 100 ? "0" : size >= 10 ? "0.0" : size >= 0.1 ? "0.00" : "0.0000", CultureInfo.InvariantCulture);
        int power = (int)Math.Floor(Math.Log10(size));
        return string.Create(CultureInfo.InvariantCulture, $"{value / Math.Pow(10, power):0.0}\\mathrm{{e}}{{{power}}}");
    }

    /// <summary>A number as an operand: negative ones in parentheses.</summary>
    public static string Operand(double value) => value < 0 ? $"({Number(value)})" : Number(value);

    /// <summary>A column vector in full.</summary>
    public static string Vector(IReadOnlyList<double> values) => values.Count == 1 ? Operand(values[0]) : $"\\begin{{bmatrix}}{string.Join(@"\\", values.Select(Number))}\\end{{bmatrix}}";

    /// <summary>A matrix in full, row by row.</summary>
    public static string Matrix(IReadOnlyList<double> values, int rows, int columns) =>
        $"\\begin{{bmatrix}}{string.Join(@"\\", Enumerable.Range(0, rows).Select(row => string.Join('&', Enumerable.Range(0, columns).Select(column => Number(values[(row * columns) + column])))))}\\end{{bmatrix}}";
}
