using System.Globalization;
using System.Text;
using RnnLab.Compute.Recurrent;
using RnnLab.Nn.Unrolled;
using RnnLab.Web.Components.Inside.Notations;

namespace RnnLab.Web.Components.Unrolled;

/// <summary>Names the values of an unrolled network: in TeX with step, layer and colour, and in words.</summary>
/// <param name="graph">The network.</param>
public sealed class ValueNames(UnrolledGraph graph)
{
    private static readonly HashSet<string> Quantities = ["i", "f", "o", "g", "c", "h", "x", "z", "r", "n"];

    private static readonly Dictionary<string, string> Functions = new()
    {
        ["sigmoid"] = @"\sigma", ["tanh"] = @"\tanh", ["relu"] = @"\operatorname{relu}", ["softplus"] = @"\operatorname{softplus}", ["exp"] = @"\exp", ["abs"] = @"\operatorname{abs}",
    };

    private readonly IReadOnlyList<string> _states = graph.Plan.Cell.Program.StateNames;
    private readonly HashSet<string> _computed = [.. graph.Plan.Cell.Program.GateNames];
    private readonly HashSet<int> _carried = [.. graph.Ops.Where(op => op.Kind == UnrolledOpKind.Carry).Select(op => op.Output)];

    /// <summary>What its gates, states and weights are called; a page sets it.</summary>
    public CellNotation Notation { get; set; } = CellNotation.Usual;

    /// <summary>A value in TeX.</summary>
    public string Tex(UnrolledValue value)
    {
        var place = value.Place;
        if (value.Role == UnrolledRole.Weight)
            return Weight(value.Name, place);
        if (value.Role == UnrolledRole.Loss)
            return Colour("loss", value.Name == "L" ? Timed("L", place.Time) : "L");
        if (value.Role == UnrolledRole.Scores)
            return Timed("y", place.Time);
        if (value.Role == UnrolledRole.Input)
            return value.Name == "x" ? Quantity("x", place.Time, place, layered: false) : Quantity(value.Name, place.Time, place);
        if (_carried.Contains(value.Id))
            return Quantity(value.Name, Before(place), place);
        if (value.Role is UnrolledRole.State or UnrolledRole.Gate)
            return Quantity(value.Name, place.Time, place);
        return value.Name switch
        {
            "E[x]" => $"E^{{\\top}}{Quantity("x", place.Time, place, layered: false)}",
            "V*h" => $"{Notation.WeightTex("V")}\\,{Quantity("h", place.Time, place with { Layer = graph.Plan.Layers - 1 })}",
            "E*h" => $"E\\,{Quantity("h", place.Time, place with { Layer = graph.Plan.Layers - 1 })}",
            "[h\u2192, h\u2190]" => $"[{Timed($"\\overrightarrow{{{Notation.Name("h").Symbol}}}", place.Time)};{Timed($"\\overleftarrow{{{Notation.Name("h").Symbol}}}", place.Time)}]",
            _ => Expression(value.Name, place),
        };
    }

    /// <summary>The equation of a gate or state as it stands at a step; null where none computes it.</summary>
    public string? Equation(string name, UnrolledPlace place)
    {
        if (graph.Plan.Cell.Program.EquationOf(name) is not { } source || source.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var sign))
            return null;
        return $"{Quantity(name, place.Time, place)} = {Expression(source[(sign + 1)..].Trim(), place)}";
    }

    /// <summary>A value in words, for those who do not see the formula.</summary>
    public string Words(UnrolledValue value) => value.Role switch
    {
        UnrolledRole.Weight => $"weight {WeightWords(value)}",
        UnrolledRole.Loss => value.Name == "L" ? $"loss at t = {value.Place.Time}" : "mean loss",
        UnrolledRole.Scores => $"scores y at t = {value.Place.Time}",
        UnrolledRole.Input when value.Name != "x" => $"{Notation.Plain(value.Name)} before the first step{LayerWords(value.Place)}",
        _ => $"{Notation.Plain(value.Name)} at t = {(_carried.Contains(value.Id) ? Before(value.Place) : value.Place.Time)}{LayerWords(value.Place)}",
    };

    /// <summary>A weight with its layer and direction where there are several.</summary>
    public string WeightWords(UnrolledValue weight) => Notation.WeightPlain(weight.Name) + (weight.Place.Layer >= 0 && weight.Place.Layer < graph.Plan.Layers ? LayerWords(weight.Place) : PartWords(weight.Place));

    /// <summary>Where an operation is.</summary>
    public string PlaceWords(UnrolledPlace place, UnrolledOpKind kind) =>
        kind == UnrolledOpKind.Mean ? "the loss of all answers"
        : place.Layer < 0 ? $"input, t = {place.Time}{PartWords(place)}"
        : place.Layer >= graph.Plan.Layers ? $"output, t = {place.Time}{PartWords(place)}"
        : $"t = {place.Time}{LayerWords(place)}";

    /// <summary>The quantity whose colour a value has; null for none.</summary>
    public static string? QuantityOf(UnrolledValue value) =>
        value.Role is UnrolledRole.Loss ? "loss" : value.Role != UnrolledRole.Weight && Quantities.Contains(value.Name) ? value.Name : null;

    /// <summary>The step before, along the layer's own way.</summary>
    public static int Before(UnrolledPlace place) => place.Direction == RecurrentDirection.Forward ? place.Time - 1 : place.Time + 1;

    private string LayerWords(UnrolledPlace place) =>
        (graph.Plan.Layers > 1 && place.Layer >= 0 && place.Layer < graph.Plan.Layers ? $", layer {place.Layer + 1}" : "") +
        (place.Direction == RecurrentDirection.Reverse ? ", reading back" : "") + PartWords(place);

    private string PartWords(UnrolledPlace place) => graph.Plan.Pattern != SequencePattern.EncoderDecoder ? "" : place.Part == UnrolledPart.Decoder ? ", decoder" : ", encoder";

    private string Weight(string name, UnrolledPlace place) =>
        Notation.WeightTex(name) + Layer(place);

    private string Timed(string symbol, int time) => Notation.Notation == Inside.Notations.Notation.Coursera ? $"{symbol}^{{\\langle {time}\\rangle}}" : $"{symbol}_{{{time}}}";

    private string Layer(UnrolledPlace place) => Mark(place) is { Length: > 0 } mark ? $"^{{{(Notation.Notation == Inside.Notations.Notation.Coursera ? mark.Replace('(', '[').Replace(')', ']') : mark)}}}" : "";

    private string Mark(UnrolledPlace place)
    {
        string mark = graph.Plan.Layers > 1 && place.Layer >= 0 && place.Layer < graph.Plan.Layers ? $"({place.Layer + 1})" : "";
        if (place.Direction == RecurrentDirection.Reverse)
            mark += @"\leftarrow";
        if (place.Part == UnrolledPart.Decoder)
            mark += "d";
        return mark;
    }

    private string Quantity(string name, int time, UnrolledPlace place, bool layered = true) =>
        Notation.Name(name).Tex(time.ToString(CultureInfo.InvariantCulture), layered ? Mark(place) : place.Part == UnrolledPart.Decoder ? "d" : "");

    private static string Colour(string quantity, string tex) => Quantities.Contains(quantity) || quantity == "loss" ? $"\\q{{{quantity}}}{{{tex}}}" : tex;

    private string Expression(string text, UnrolledPlace place)
    {
        var tex = new StringBuilder();
        for (int at = 0; at < text.Length;)
        {
            if (char.IsLetter(text[at]) || text[at] == '_')
            {
                int end = at;
                while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_'))
                    end++;
                string name = text[at..end];
                bool prime = end < text.Length && text[end] == '\'';
                at = prime ? end + 1 : end;
                tex.Append(
                    name == "x" ? Read(place)
                    : Functions.TryGetValue(name, out string? function) && at < text.Length && text[at] == '(' ? function
                    : _states.Contains(name) ? Quantity(name, prime ? place.Time : Before(place), place)
                    : _computed.Contains(name) ? Quantity(name, place.Time, place)
                    : Weight(name, place));
            }
            else if (text.AsSpan(at).StartsWith(" .* "))
            {
                tex.Append(@" \odot ");
                at += 4;
            }
            else if (text.AsSpan(at).StartsWith(".*"))
            {
                tex.Append(@"\odot ");
                at += 2;
            }
            else
            {
                tex.Append(text[at] == '*' ? @"\," : text[at].ToString());
                at++;
            }
        }

        return tex.ToString();
    }

    /// <summary>What a layer reads: the input, or the layer below.</summary>
    private string Read(UnrolledPlace place) => place.Layer > 0 ? Quantity("h", place.Time, place with { Layer = place.Layer - 1, Direction = RecurrentDirection.Forward }) : Quantity("x", place.Time, place, layered: false);
}
