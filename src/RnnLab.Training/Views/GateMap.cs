namespace RnnLab.Training.Views;

/// <summary>One gate or state of a layer over a text: units as rows, characters as columns.</summary>
public sealed class GateMap
{
    /// <summary>Keeps the values; they are not copied.</summary>
    public GateMap(string name, bool signed, float[] values, bool bounded = true)
    {
        Bounded = bounded;
        Name = name;
        Signed = signed;
        Values = values;
    }

    /// <summary>PyTorch's letter: LSTM i f g o c h; GRU r z n h; RNN h; in an own cell the name that its equations give.</summary>
    public string Name { get; }

    /// <summary>Whether the values lie about zero (tanh-like, and the cell state) rather than between 0 and 1 (sigmoid gates).</summary>
    public bool Signed { get; }

    /// <summary>Whether the values can only lie between -1 and 1 or between 0 and 1; without, the limits of a scale follow the values.</summary>
    public bool Bounded { get; }

    /// <summary>[H, T], row-major: unit u at character t is <c>Values[u * T + t]</c>.</summary>
    public float[] Values { get; }
}
