using RnnLab.Compute.Cpu.Simd;

namespace RnnLab.Compute.Cpu.Recurrent;

/// <summary>The memory of one row (one sequence at one step) of a layer. Gate g of unit u is at Gates[g * GateStride + u].</summary>
internal unsafe struct CellRow
{
    /// <summary>Forward: pre-activations in, gates out. Backward: gates in.</summary>
    public float* Gates;

    /// <summary>H.</summary>
    public nint GateStride;

    /// <summary>W_hn h + b_hn; GRU only.</summary>
    public float* Candidate;

    public float* PreviousHidden;

    public float* Hidden;

    public float* PreviousCell;

    public float* Cell;

    /// <summary>dL/dh from above.</summary>
    public float* OutputGradient;

    /// <summary>dL/dh from the step after; the GRU replaces it by the part that goes round the recurrent weights.</summary>
    public float* HiddenGradient;

    /// <summary>dL/dc from the step after; replaced by that for the step before.</summary>
    public float* CellGradient;

    /// <summary>dL/d(pre-activation), out.</summary>
    public float* GateGradient;

    /// <summary>dL/d(W_hn h + b_hn), out; GRU only.</summary>
    public float* CandidateGradient;
}

/// <summary>The element-wise part of a recurrent cell, for the units [from, to) of one row, in vectors of which <c>count</c> lanes are used.</summary>
internal interface ICell
{
    static abstract CellKind Kind { get; }

    static abstract void Forward<E>(in CellRow row, int from, int to, int count)
        where E : struct, IEnd;

    static abstract void Backward<E>(in CellRow row, int from, int to, int count)
        where E : struct, IEnd;
}
