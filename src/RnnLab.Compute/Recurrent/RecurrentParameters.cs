namespace RnnLab.Compute.Recurrent;

/// <summary>
/// The weights of one layer in PyTorch's layout, or their gradients in the same layout:
/// weight_ih [G*H, I], weight_hh [G*H, H], bias_ih [G*H], bias_hh [G*H].
/// </summary>
public sealed record RecurrentParameters(Tensor InputWeights, Tensor RecurrentWeights, Tensor InputBias, Tensor RecurrentBias);
