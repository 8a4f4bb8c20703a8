using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Recurrent;

/// <summary>The state of one direction of one layer.</summary>
/// <param name="Hidden">h [B, H].</param>
/// <param name="Cell">c [B, H]; LSTM only.</param>
public sealed record RecurrentState(Variable Hidden, Variable? Cell);
