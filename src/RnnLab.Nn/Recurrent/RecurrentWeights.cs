using RnnLab.Compute.Recurrent;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Recurrent;

/// <summary>The weights of one layer on a tape: weight_ih [G*H, I], weight_hh [G*H, H], bias_ih [G*H], bias_hh [G*H].</summary>
public sealed record RecurrentWeights(Variable InputWeights, Variable RecurrentMatrix, Variable InputBias, Variable RecurrentBias)
{
    /// <summary>weight_ch [S, H]: from c to the gates i f o of an LSTM with peepholes.</summary>
    public Variable? Peepholes { get; init; }

    /// <summary>weight_gh [S*H, S*H]: from the gates i f o of the step before to those of this one, in an LSTM with full gate recurrence.</summary>
    public Variable? GateMatrix { get; init; }

    /// <summary>H.</summary>
    public int Hidden => RecurrentMatrix.Shape.Columns;

    /// <summary>I.</summary>
    public int Input => InputWeights.Shape.Columns;

    internal bool RequireGradient =>
        InputWeights.RequiresGradient || RecurrentMatrix.RequiresGradient || InputBias.RequiresGradient || RecurrentBias.RequiresGradient
        || Peepholes?.RequiresGradient == true || GateMatrix?.RequiresGradient == true;

    internal RecurrentParameters Values() => new(InputWeights.Value, RecurrentMatrix.Value, InputBias.Value, RecurrentBias.Value)
    {
        PeepholeWeights = Peepholes?.Value,
        GateWeights = GateMatrix?.Value,
    };

    internal RecurrentParameters ClaimGradients() => new(
        InputWeights.ClaimGradientForAdding(), RecurrentMatrix.ClaimGradientForAdding(), InputBias.ClaimGradientForAdding(), RecurrentBias.ClaimGradientForAdding())
    {
        PeepholeWeights = Peepholes?.ClaimGradientForAdding(),
        GateWeights = GateMatrix?.ClaimGradientForAdding(),
    };
}
