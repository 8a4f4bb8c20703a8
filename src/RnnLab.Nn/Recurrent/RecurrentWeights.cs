using RnnLab.Compute.Recurrent;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Recurrent;

/// <summary>The weights of one layer on a tape: weight_ih [G*H, I], weight_hh [G*H, H], bias_ih [G*H], bias_hh [G*H].</summary>
public sealed record RecurrentWeights(Variable InputWeights, Variable RecurrentMatrix, Variable InputBias, Variable RecurrentBias)
{
    /// <summary>H.</summary>
    public int Hidden => RecurrentMatrix.Shape.Columns;

    /// <summary>I.</summary>
    public int Input => InputWeights.Shape.Columns;

    internal bool RequireGradient =>
        InputWeights.RequiresGradient || RecurrentMatrix.RequiresGradient || InputBias.RequiresGradient || RecurrentBias.RequiresGradient;

    internal RecurrentParameters Values() => new(InputWeights.Value, RecurrentMatrix.Value, InputBias.Value, RecurrentBias.Value);

    internal RecurrentParameters ClaimGradients() => new(
        InputWeights.ClaimGradientForAdding(), RecurrentMatrix.ClaimGradientForAdding(), InputBias.ClaimGradientForAdding(), RecurrentBias.ClaimGradientForAdding());
}
