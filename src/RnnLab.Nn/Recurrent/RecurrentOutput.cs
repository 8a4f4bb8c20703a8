using RnnLab.Compute.Recurrent;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Recurrent;

/// <summary>What a fused recurrent layer gives.</summary>
/// <param name="Hidden">h after each step [T, B, H].</param>
/// <param name="FinalHidden">h after each sequence's own last step [B, H]; without lengths a window on <paramref name="Hidden"/>.</param>
/// <param name="FinalCell">c after each sequence's own last step [B, H]; LSTM only.</param>
/// <param name="Activations">Every gate and state, as the forward pass left them.</param>
public sealed record RecurrentOutput(Variable Hidden, Variable FinalHidden, Variable? FinalCell, RecurrentActivations Activations)
{
    /// <summary>
    /// What is carried on beside h and c: the gates of the last step [B, G*H] of an LSTM with full gate recurrence, the further states [B, n*H] of an own
    /// cell; null for other cells.
    /// </summary>
    public Variable? FinalGates { get; init; }
}
