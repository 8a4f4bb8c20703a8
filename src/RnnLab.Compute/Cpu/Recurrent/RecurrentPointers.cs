using RnnLab.Compute.Recurrent;

namespace RnnLab.Compute.Cpu.Recurrent;

/// <summary>The addresses that a recurrent layer reads and writes; null where a tensor is absent.</summary>
internal unsafe struct RecurrentPointers
{
    public RecurrentDimensions Dimensions;
    public float* Dense;
    public int* Tokens;

    /// <summary>The elements of each sequence [B]; null where all have T.</summary>
    public int* Lengths;
    public float* InputWeights, RecurrentWeights, InputBias, RecurrentBias;
    public float* InitialHidden, InitialCell, Gates, Hidden, Cell, Candidate, FinalHidden, FinalCell;

    /// <summary>Weights and states of the LSTM's variants.</summary>
    public float* Peepholes, GateWeights, InitialGates, FinalGates;
}

/// <summary>The addresses that only the backward pass reads and writes; null where a tensor is absent.</summary>
internal unsafe struct RecurrentGradientPointers
{
    public float* Output, FinalHidden, FinalCell;

    /// <summary>What each step hands back is multiplied with [T].</summary>
    public float* CarryFactors;
    public float* GatePreactivations;
    public float* InputWeights, RecurrentWeights, InputBias, RecurrentBias;
    public float* Input, InitialHidden, InitialCell;
    public float* Peepholes, GateWeights, FinalGates, InitialGates;
}
