using System.Globalization;

namespace RnnLab.Web.Components.Gates;

/// <summary>What a change of gate surgery does.</summary>
public enum SurgeryKind
{
    /// <summary>Holds a gate or state, or one unit of it, at a value.</summary>
    Hold,

    /// <summary>Takes a weight block away.</summary>
    Zero,

    /// <summary>Puts the state after another text in place of the network's own.</summary>
    State,
}

/// <summary>One change of gate surgery as a page keeps it, and as its address writes it.</summary>
/// <param name="Kind">What it does.</param>
public sealed record SurgeryEdit(SurgeryKind Kind)
{
    /// <summary>The most changes at once.</summary>
    public const int Most = 20;

    /// <summary>The layer, from 0.</summary>
    public int Layer { get; init; }

    /// <summary>The gate or state that is held, or the weight that is taken away.</summary>
    public string Name { get; init; } = "";

    /// <summary>One unit; null for all.</summary>
    public int? Unit { get; init; }

    /// <summary>What it is held at.</summary>
    public double Value { get; init; }

    /// <summary>Before which symbol the state is replaced.</summary>
    public int Time { get; init; }

    /// <summary>The text whose state comes in its place.</summary>
    public string Text { get; init; } = "";

    /// <summary>The change in a sentence for people.</summary>
    public string Sentence => Kind switch
    {
        SurgeryKind.Hold => string.Create(CultureInfo.InvariantCulture, $"Layer {Layer + 1}: {Name} of {(Unit is { } unit ? $"unit {unit}" : "all units")} held at {Value:0.######}"),
        SurgeryKind.Zero => string.Create(CultureInfo.InvariantCulture, $"Layer {Layer + 1}: weights {Name} set to 0"),
        _ => string.Create(CultureInfo.InvariantCulture, $"Before t {Time}: the state after “{(Text.Length > 30 ? Text[..30] + "…" : Text)}” in place of its own"),
    };

    /// <summary>The change as an address writes it.</summary>
    public override string ToString() => Kind switch
    {
        SurgeryKind.Hold => string.Create(CultureInfo.InvariantCulture, $"hold,{Layer + 1},{Name},{(Unit is { } unit ? unit.ToString(CultureInfo.InvariantCulture) : "all")},{Value:R}"),
        SurgeryKind.Zero => string.Create(CultureInfo.InvariantCulture, $"zero,{Layer + 1},{Name}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"state,{Time},{Uri.EscapeDataString(Text)}"),
    };

    /// <summary>Reads a change; null for what makes no sense.</summary>
    public static SurgeryEdit? Parse(string text)
    {
        string[] parts = text.Split(',');
        switch (parts)
        {
            case ["hold", var layer, { Length: > 0 and <= 16 } name, var unit, var value]:
                int? one = int.TryParse(unit, NumberStyles.None, CultureInfo.InvariantCulture, out int parsed) ? parsed : null;
                return Layers(layer) is { } held && (one is not null || unit == "all") && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
                    ? new(SurgeryKind.Hold) { Layer = held, Name = name, Unit = one, Value = number }
                    : null;
            case ["zero", var layer, { Length: > 0 and <= 16 } name]:
                return Layers(layer) is { } cut ? new(SurgeryKind.Zero) { Layer = cut, Name = name } : null;
            case ["state", var time, { Length: > 0 } other]:
                return int.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out int t) ? new(SurgeryKind.State) { Time = t, Text = Uri.UnescapeDataString(other) } : null;
            default:
                return null;
        }

        static int? Layers(string word) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int layer) && layer >= 1 ? layer - 1 : null;
    }
}
