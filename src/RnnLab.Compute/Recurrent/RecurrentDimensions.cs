namespace RnnLab.Compute.Recurrent;

/// <summary>The sizes of one whole-sequence recurrent layer: T steps, B sequences, I inputs, H hidden units.</summary>
public readonly record struct RecurrentDimensions(CellKind Cell, int Time, int Batch, int Input, int Hidden)
{
    /// <summary>G*H: the rows of the weight matrices.</summary>
    public int GateWidth => Cell.GateCount() * Hidden;
}
