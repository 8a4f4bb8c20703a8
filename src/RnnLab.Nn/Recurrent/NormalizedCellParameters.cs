using RnnLab.Compute;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Recurrent;

/// <summary>What a layer-normalised cell learns beside its weights and biases; PyTorch has no such layer, the names are this library's.</summary>
/// <param name="InputGain"><c>gain_ih</c> [G*H]; null for the RNN, tanh or ReLU.</param>
/// <param name="RecurrentGain"><c>gain_hh</c> [G*H].</param>
/// <param name="CellGain"><c>gain_c</c> [H]; LSTM only.</param>
/// <param name="CellBias"><c>bias_c</c> [H]; LSTM only.</param>
internal sealed record NormalizedCellParameters(Parameter? InputGain, Parameter RecurrentGain, Parameter? CellGain, Parameter? CellBias)
{
    /// <summary>Takes the parameters in the order of <see cref="CellDescription.NormalizationOf"/>.</summary>
    public static NormalizedCellParameters From(CellKind cell, ReadOnlySpan<Parameter> parameters) => cell switch
    {
        _ when NormalizedCell.HasOneSum(cell) => new(null, parameters[0], null, null),
        _ when cell.HasCellState() => new(parameters[0], parameters[1], parameters[2], parameters[3]),
        _ => new(parameters[0], parameters[1], null, null),
    };

    /// <summary>The gains as variables of a tape.</summary>
    public NormalizedCellWeights On(Tape tape)
    {
        return new(At(InputGain), At(RecurrentGain)!, At(CellGain), At(CellBias));

        Variable? At(Parameter? parameter) => parameter is null ? null : tape.Parameter(parameter);
    }
}
