using System.Globalization;
using RnnLab.Nn.Unrolled;

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

    /// <summary>A number of a value, marked with both (<c>data-number="value-element"</c>), so that a click finds it.</summary>
    public static string Of(UnrolledValue value, int element) => string.Create(CultureInfo.InvariantCulture, $"\\htmlData{{number={value.Id}-{element}}}{{{Number(value.Data[element])}}}");

    /// <summary>The same as an operand.</summary>
    public static string Operand(UnrolledValue value, int element) => value.Data[element] < 0 ? $"({Of(value, element)})" : Of(value, element);

    /// <summary>A column vector in full.</summary>
    public static string Vector(UnrolledValue value) =>
        value.Data.Length == 1 ? Operand(value, 0) : $"\\begin{{bmatrix}}{string.Join(@"\\", Enumerable.Range(0, value.Data.Length).Select(n => Of(value, n)))}\\end{{bmatrix}}";

    /// <summary>A matrix in full, row by row.</summary>
    public static string Matrix(UnrolledValue value) =>
        $"\\begin{{bmatrix}}{string.Join(@"\\", Enumerable.Range(0, value.Rows).Select(row => string.Join('&', Enumerable.Range(0, value.Columns).Select(column => Of(value, (row * value.Columns) + column)))))}\\end{{bmatrix}}";
}
