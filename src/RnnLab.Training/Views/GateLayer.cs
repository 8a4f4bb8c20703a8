namespace RnnLab.Training.Views;

/// <summary>Every gate and state of one recurrent layer over a text.</summary>
/// <param name="Index">The layer, from 0 at the bottom.</param>
/// <param name="Hidden">H: its units.</param>
/// <param name="Time">T: the characters read.</param>
/// <param name="Maps">In PyTorch's order, the gates first, then the states.</param>
public sealed record GateLayer(int Index, int Hidden, int Time, IReadOnlyList<GateMap> Maps)
{
    /// <summary>Of a layer that reads from both ends, whether this is the half that reads from the end; null where there is one direction only.</summary>
    public bool? IsBackward { get; init; }

    /// <summary>Names it for people: "layer 1", or "layer 1 backward" of a layer that reads from both ends.</summary>
    public string Name => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"layer {Index + 1}{IsBackward switch { true => " backward", false => " forward", null => "" }}");
}
