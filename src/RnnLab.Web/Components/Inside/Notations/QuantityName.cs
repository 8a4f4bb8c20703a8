namespace RnnLab.Web.Components.Inside.Notations;

/// <summary>What a quantity is called.</summary>
/// <param name="Letter">PyTorch's letter, or an own cell's name; its colour goes by it.</param>
/// <param name="Plain">In text: "Γf".</param>
/// <param name="Symbol">In TeX without its time: <c>\Gamma_f</c>.</param>
/// <param name="Notation">Whose name it is; says where time and layer stand.</param>
public sealed record QuantityName(string Letter, string Plain, string Symbol, Notation Notation)
{
    private static readonly HashSet<string> Coloured = ["i", "f", "o", "g", "c", "h", "x", "z", "r", "n"];

    /// <summary>In TeX at a time step, in its colour.</summary>
    /// <param name="time">"t", "t-1", "3".</param>
    /// <param name="layer">What stands above it in PyTorch's way: "(2)", with further marks after it; empty for nothing.</param>
    public string Tex(string time, string layer = "")
    {
        string tex = Notation == Notation.Coursera
            ? $"{Symbol}^{{{layer.Replace('(', '[').Replace(')', ']')}\\langle {time}\\rangle}}"
            : $"{Symbol}{(layer.Length > 0 ? $"^{{{layer}}}" : "")}_{{{time}}}";
        return Coloured.Contains(Letter) ? $"\\q{{{Letter}}}{{{tex}}}" : tex;
    }
}
