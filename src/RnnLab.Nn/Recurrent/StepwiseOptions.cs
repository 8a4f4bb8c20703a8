using RnnLab.Compute;
using RnnLab.Compute.Recurrent;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Recurrent;

/// <summary>What a layer that is run step by step does beside its cell.</summary>
public sealed record StepwiseOptions
{
    /// <summary>The order in which the layer reads.</summary>
    public RecurrentDirection Direction { get; init; }

    /// <summary>How many elements each sequence has [B]; null where all have T. At padded steps the state is carried and the output is zero.</summary>
    public TokenInput? Lengths { get; init; }

    /// <summary>
    /// Multiplied with h on its way into the recurrent weights [B, H], the same at every step: variational dropout (Gal and Ghahramani 2016). Where a cell
    /// carries its old state over beside the weights, as the GRU's z * h, that state is not dropped.
    /// </summary>
    public Variable? RecurrentMask { get; init; }

    /// <summary>The probability that a unit of h keeps its old state at a step (zoneout, Krueger et al. 2017).</summary>
    public double ZoneoutHidden { get; init; }

    /// <summary>The probability that a unit of c keeps its old state at a step, in cells that have it. h is computed from the cell state that the step alone would give, as in the paper.</summary>
    public double ZoneoutCell { get; init; }

    /// <summary>Where zoneout draws its masks; null in evaluation, which takes their expectation.</summary>
    public DropoutPosition? Training { get; init; }

    /// <summary>The stream of zoneout's masks of h.</summary>
    public ulong HiddenStream { get; init; }

    /// <summary>The stream of zoneout's masks of c.</summary>
    public ulong CellStream { get; init; }

    /// <summary>What the LSTM does differently.</summary>
    public LstmVariant Variant { get; init; }

    /// <summary>The gates before the first step [B, G*H]; LSTM with full gate recurrence only. Padded steps carry them on as they carry the states.</summary>
    public Variable? InitialGates { get; init; }

    /// <summary>Factors for the gradients of the states on their way back through time; null for none.</summary>
    public StateGates? StateGates { get; init; }

    /// <summary>The gains of a layer-normalised cell; null without normalisation.</summary>
    public NormalizedCellWeights? Normalization { get; init; }
}
