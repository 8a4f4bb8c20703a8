namespace RnnLab.Training.Views;

/// <summary>Every gate and state of one recurrent layer over a text.</summary>
/// <param name="Index">The layer, from 0 at the bottom.</param>
/// <param name="Hidden">H: its units.</param>
/// <param name="Time">T: the characters read.</param>
/// <param name="Maps">In PyTorch's order, the gates first, then the states.</param>
public sealed record GateLayer(int Index, int Hidden, int Time, IReadOnlyList<GateMap> Maps);
