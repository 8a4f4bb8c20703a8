namespace RnnLab.Compute.Recurrent;

/// <summary>
/// The weights of one layer in PyTorch's layout, or their gradients in the same layout:
/// weight_ih [G*H, I], weight_hh [G*H, H], bias_ih [G*H], bias_hh [G*H].
/// </summary>
public sealed record RecurrentParameters(Tensor InputWeights, Tensor RecurrentWeights, Tensor InputBias, Tensor RecurrentBias)
{
    /// <summary>weight_ch [S, H]: from c to the S sigmoid gates i f o of an LSTM with peepholes, one number a unit.</summary>
    public Tensor? PeepholeWeights { get; init; }

    /// <summary>weight_gh [S*H, S*H]: from the gates i f o of the step before to those of this one, in an LSTM with full gate recurrence.</summary>
    public Tensor? GateWeights { get; init; }
}
