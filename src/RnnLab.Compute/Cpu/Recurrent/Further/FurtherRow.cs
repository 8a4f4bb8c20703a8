using RnnLab.Compute.Cpu.Simd;

namespace RnnLab.Compute.Cpu.Recurrent.Further;

/// <summary>
/// The memory of one row (one sequence at one step) of a layer whose cell is an LSTM variant or resets before the product. Gate g of unit u is at
/// Gates[g * Stride + u]; null where the cell has no such thing.
/// </summary>
internal unsafe struct FurtherRow
{
    /// <summary>Pre-activations in, gates out; in the backward pass gates.</summary>
    public float* Gates;

    /// <summary>H.</summary>
    public nint Stride;

    /// <summary>The LSTM's blocks and options.</summary>
    public LstmGates Blocks;

    public LstmVariant Variant;

    /// <summary>One gate for both jobs, as in the minimal gated unit.</summary>
    public bool IsMinimal;

    /// <summary>Weights from c to the sigmoid gates [S, H].</summary>
    public float* Peepholes;

    public float* PreviousHidden, Hidden, PreviousCell, Cell;

    /// <summary>Gate times previous h [H].</summary>
    public float* Reset;

    /// <summary>dL/dh from above.</summary>
    public float* OutputGradient;

    /// <summary>dL/dh from the step after; replaced by what reaches the step before past the recurrent weights.</summary>
    public float* HiddenGradient;

    /// <summary>dL/dc from the step after; replaced by that for the step before.</summary>
    public float* CellGradient;

    /// <summary>dL/d(gates) from the step after, through the gate recurrence [G*H]; replaced by zero, for the product to add to.</summary>
    public float* GatesCarried;

    /// <summary>dL/d(gate times previous h).</summary>
    public float* ResetGradient;

    /// <summary>dL/d(pre-activation), out.</summary>
    public float* GateGradient;
}

/// <summary>Element-wise work on the units [from, to) of one row, in vectors of which <c>count</c> lanes are used.</summary>
internal interface IRowKernel
{
    static abstract void Run<E>(in FurtherRow row, int from, int to, int count)
        where E : struct, IEnd;
}

/// <summary>Runs a kernel over all units of one row: whole vectors first, then the lanes that are left.</summary>
internal static class RowUnits<S, V, K>
    where S : struct, ISimd<V>
    where V : struct
    where K : struct, IRowKernel
{
    public static void Run(in FurtherRow row, int units)
    {
        int whole = units / S.Lanes * S.Lanes;
        K.Run<Whole>(row, 0, whole, S.Lanes);
        if (whole < units)
            K.Run<Rest>(row, whole, units, units - whole);
    }
}
