using RnnLab.Compute.Recurrent;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Recurrent;

/// <summary>What a recurrent network gives.</summary>
/// <param name="Sequence">The top layer's output at every time [T, B, D*H], forward half first, D being the number of directions; [B, T, D*H] where the network is batch-major; null where only the last is wanted. Zero in padding.</param>
/// <param name="Last">
/// The output at each sequence's own last step [B, D*H]: of the forward half at its length - 1, of the reverse half at t = 0; null where only the sequence is wanted.
/// For an empty sequence it is zero.
/// </param>
/// <param name="Final">The states after each sequence's own last step, in PyTorch's order: layer by layer, forward before reverse.</param>
/// <param name="Layers">What each direction of each layer computed, in the same order.</param>
public sealed record RecurrentNetworkOutput(Variable? Sequence, Variable? Last, IReadOnlyList<RecurrentState> Final, IReadOnlyList<RecurrentNetworkLayer> Layers);

/// <summary>The gates and states of one direction of one layer: side by side as a fused kernel or an own cell kept them, or step by step.</summary>
/// <param name="Fused">Null where a built-in cell was run step by step.</param>
/// <param name="Stepwise">Null elsewhere.</param>
public sealed record RecurrentNetworkLayer(RecurrentActivations? Fused, DecomposedSequence? Stepwise);
