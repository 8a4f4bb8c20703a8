using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Recurrent;

/// <summary>The state of one direction of one layer.</summary>
/// <param name="Hidden">h [B, H].</param>
/// <param name="Cell">c [B, H]; LSTM only.</param>
public sealed record RecurrentState(Variable Hidden, Variable? Cell)
{
    /// <summary>What is carried beside h and c: the gates of the last step [B, G*H] of an LSTM with full gate recurrence, the further states [B, n*H] of an own cell. Left out of a given state, they are zero.</summary>
    public Variable? Gates { get; init; }
}
