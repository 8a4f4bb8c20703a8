using RnnLab.Compute;
using RnnLab.Compute.Recurrent;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Recurrent;

/// <summary>One recurrent layer: its cell and its four parameters.</summary>
public sealed class RecurrentLayer : IRecurrentLayer
{
    /// <summary>Takes weight_ih [G*H, I], weight_hh [G*H, H], bias_ih [G*H], bias_hh [G*H], whose memory stays the caller's.</summary>
    public RecurrentLayer(CellKind cell, Parameter inputWeights, Parameter recurrentWeights, Parameter inputBias, Parameter recurrentBias)
    {
        Cell = cell;
        InputWeights = inputWeights;
        RecurrentWeights = recurrentWeights;
        InputBias = inputBias;
        RecurrentBias = recurrentBias;
    }

    /// <summary>The cell.</summary>
    public CellKind Cell { get; }

    /// <summary>weight_ih [G*H, I].</summary>
    public Parameter InputWeights { get; }

    /// <summary>weight_hh [G*H, H].</summary>
    public Parameter RecurrentWeights { get; }

    /// <summary>bias_ih [G*H].</summary>
    public Parameter InputBias { get; }

    /// <summary>bias_hh [G*H].</summary>
    public Parameter RecurrentBias { get; }

    /// <summary>What the LSTM does differently.</summary>
    public LstmVariant Variant { get; init; }

    /// <summary>weight_ch [S, H]; LSTM with peepholes only.</summary>
    public Parameter? Peepholes { get; init; }

    /// <summary>weight_gh [S*H, S*H]; LSTM with full gate recurrence only.</summary>
    public Parameter? GateWeights { get; init; }

    /// <summary>The layer's parameters as variables of a tape.</summary>
    public RecurrentWeights On(Tape tape) => new(tape.Parameter(InputWeights), tape.Parameter(RecurrentWeights), tape.Parameter(InputBias), tape.Parameter(RecurrentBias))
    {
        Peepholes = Peepholes is null ? null : tape.Parameter(Peepholes),
        GateMatrix = GateWeights is null ? null : tape.Parameter(GateWeights),
    };

    /// <summary>Records the layer over a sequence from states [B, H], as one node; the further state is the gates [B, G*H] of full gate recurrence.</summary>
    public RecurrentOutput Forward(
        Tape tape, SequenceInput input, Variable initialHidden, Variable? initialCell, RecurrentDirection direction = RecurrentDirection.Forward, Variable? initialFurther = null,
        DropoutPosition? training = null, StateGates? stateGates = null) =>
        tape.Recurrent(Cell, input, On(tape), initialHidden, initialCell, direction, Variant, initialFurther, stateGates);

    /// <summary>The layer taken apart, each state of each step a variable of its own.</summary>
    internal DecomposedSequence Steps(Tape tape, SequenceInput input, Variable initialHidden, Variable? initialCell, Variable? initialFurther) =>
        tape.RecurrentSteps(Cell, OneHot.Dense(tape, input, InputWeights.Value.Shape.Columns), On(tape), initialHidden, initialCell, new StepwiseOptions { Variant = Variant, InitialGates = initialFurther });
}
