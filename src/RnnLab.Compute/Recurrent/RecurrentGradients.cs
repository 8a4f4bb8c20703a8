namespace RnnLab.Compute.Recurrent;

/// <summary>What the backward pass of one layer reads and writes.</summary>
public sealed class RecurrentGradients
{
    /// <summary>dL/dh_t from above [T, B, H]; read.</summary>
    public required Tensor Output { get; init; }

    /// <summary>dL/dh_T from whatever consumed the final state [B, H], added at each sequence's own last step; read; null is zero.</summary>
    public Tensor? FinalHidden { get; init; }

    /// <summary>dL/dc_T [B, H]; LSTM only; read; null is zero.</summary>
    public Tensor? FinalCell { get; init; }

    /// <summary>dL/d(gates of the last step) [B, G*H] from whatever took them over; LSTM with full gate recurrence only; read; null is zero.</summary>
    public Tensor? FinalGates { get; init; }

    /// <summary>
    /// What each step hands back to the one that the layer read before it (or to the initial state), dL/dh, dL/dc and dL/d(gates), is multiplied with its element [T];
    /// 0 cuts it, even where it is no number. Read; null is 1 everywhere. This is what truncating at random needs: a gradient of no function, but its expectation is one.
    /// </summary>
    public Tensor? CarryFactors { get; init; }

    /// <summary>
    /// dL/d(pre-activation) of every gate [T, B, G*H]; written. For the GRU's n block this is the gradient at W_in x + b_in;
    /// the recurrent half of n is that times r.
    /// </summary>
    public required Tensor GatePreactivations { get; init; }

    /// <summary>Gradients of the weights; accumulated into (+=).</summary>
    public required RecurrentParameters Parameters { get; init; }

    /// <summary>dL/dx [T, B, I]; overwritten; null where nobody needs it (one-hot input).</summary>
    public Tensor? Input { get; init; }

    /// <summary>dL/dh_0 [B, H]; overwritten; null where nobody needs it.</summary>
    public Tensor? InitialHidden { get; init; }

    /// <summary>dL/dc_0 [B, H]; LSTM only; overwritten; null where nobody needs it.</summary>
    public Tensor? InitialCell { get; init; }

    /// <summary>dL/d(gates before the first step) [B, G*H], zero in the block of g; LSTM with full gate recurrence only; overwritten; null where nobody needs it.</summary>
    public Tensor? InitialGates { get; init; }
}
