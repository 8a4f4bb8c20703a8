namespace RnnLab.Compute.Recurrent;

/// <summary>The sizes of one whole-sequence recurrent layer: T steps, B sequences, I inputs, H hidden units; and the direction in which it reads.</summary>
public readonly record struct RecurrentDimensions(CellKind Cell, int Time, int Batch, int Input, int Hidden)
{
    /// <summary>G*H: the rows of the weight matrices.</summary>
    public int GateWidth => Cell.GateCount() * Hidden;

    /// <summary>Forward unless set.</summary>
    public RecurrentDirection Direction { get; init; }

    /// <summary>The time that the layer reads as its step number <paramref name="step"/>, 0 to T - 1.</summary>
    internal int TimeOf(int step) => Direction == RecurrentDirection.Forward ? step : Time - 1 - step;

    /// <summary>How far in time the step before lies: -1 forward, 1 in reverse.</summary>
    internal int Back => Direction == RecurrentDirection.Forward ? -1 : 1;
}
