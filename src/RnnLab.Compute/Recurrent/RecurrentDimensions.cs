namespace RnnLab.Compute.Recurrent;

/// <summary>The sizes of one whole-sequence recurrent layer: T steps, B sequences, I inputs, H hidden units; and the direction in which it reads.</summary>
public readonly record struct RecurrentDimensions(CellKind Cell, int Time, int Batch, int Input, int Hidden)
{
    /// <summary>G*H: the rows of the weight matrices.</summary>
    public int GateWidth => Cell.GateCount(Variant) * Hidden;

    /// <summary>What the LSTM does differently; none for other cells.</summary>
    public LstmVariant Variant { get; init; }

    /// <summary>S*H: the width of all sigmoid gates of an LSTM side by side.</summary>
    public int SigmoidWidth => (Cell.GateCount(Variant) - 1) * Hidden;

    /// <summary>Whether the gates of the step before are a state of their own.</summary>
    public bool CarriesGates => Variant.Has(LstmVariant.FullGateRecurrence);

    /// <summary>Forward unless set.</summary>
    public RecurrentDirection Direction { get; init; }

    /// <summary>The time that the layer reads as its step number <paramref name="step"/>, 0 to T - 1.</summary>
    internal int TimeOf(int step) => Direction == RecurrentDirection.Forward ? step : Time - 1 - step;

    /// <summary>How far in time the step before lies: -1 forward, 1 in reverse.</summary>
    internal int Back => Direction == RecurrentDirection.Forward ? -1 : 1;
}
