using RnnLab.Compute;
using RnnLab.Compute.Recurrent;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Recurrent;

/// <summary>
/// A layer with what the fused kernels have not: normalisation inside the cell, dropout of the recurrent path, zoneout. It is run step by step, and in the
/// fused kernel where nothing of that is left in evaluation.
/// </summary>
internal sealed class StepwiseLayer(RecurrentLayer layer, int number, LanguageModelConfig config, NormalizedCellParameters? normalization) : IRecurrentLayer
{
    /// <inheritdoc/>
    public RecurrentOutput Forward(
        Tape tape, SequenceInput input, Variable initialHidden, Variable? initialCell, RecurrentDirection direction = RecurrentDirection.Forward, Variable? initialFurther = null,
        DropoutPosition? training = null, StateGates? stateGates = null)
    {
        if (training is null && normalization is null && config.ZoneoutHidden == 0 && config.ZoneoutCell == 0)
            return layer.Forward(tape, input, initialHidden, initialCell, direction, initialFurther, stateGates: stateGates);
        var steps = Steps(tape, input, initialHidden, initialCell, direction, initialFurther, training, stateGates);

        // What the views read, in the blocks of the fused kernels. No gradient comes this way.
        bool plain = layer.Cell is CellKind.Rnn or CellKind.RnnRelu;
        var activations = new RecurrentActivations
        {
            InitialHidden = initialHidden.Value,
            InitialCell = initialCell?.Value,
            InitialGates = initialFurther?.Value,
            Gates = plain ? steps.Hidden.Value : VariableOps.StackSteps([.. steps.Steps.Select(step => VariableOps.ConcatColumns([.. step.Gates]))]).Value,
            Hidden = steps.Hidden.Value,
            Cell = initialCell is null ? null : VariableOps.StackSteps([.. steps.Steps.Select(step => step.Cell!)]).Value,
        };
        return new RecurrentOutput(steps.Hidden, steps.FinalHidden, steps.FinalCell, activations) { FinalGates = steps.FinalGates };
    }

    /// <summary>The layer taken apart, each state of each step a variable of its own.</summary>
    internal DecomposedSequence Steps(
        Tape tape, SequenceInput input, Variable initialHidden, Variable? initialCell, RecurrentDirection direction, Variable? initialFurther, DropoutPosition? training, StateGates? stateGates)
    {
        bool reverse = direction == RecurrentDirection.Reverse;
        return tape.RecurrentSteps(layer.Cell, OneHot.Dense(tape, input, layer.InputWeights.Value.Shape.Columns), layer.On(tape), initialHidden, initialCell, new StepwiseOptions
        {
            Direction = direction,
            Lengths = input.Lengths,
            Variant = layer.Variant,
            InitialGates = initialFurther,
            StateGates = stateGates,
            RecurrentMask = training is null
                ? null
                : tape.DropoutMask(initialHidden.Shape, config.RecurrentDropout, training, RandomStreams.LayerMask(LayerMaskKind.Recurrent, number, reverse)),
            ZoneoutHidden = config.ZoneoutHidden,
            ZoneoutCell = config.ZoneoutCell,
            Training = training,
            HiddenStream = RandomStreams.LayerMask(LayerMaskKind.ZoneoutHidden, number, reverse),
            CellStream = RandomStreams.LayerMask(LayerMaskKind.ZoneoutCell, number, reverse),
            Normalization = normalization?.On(tape),
        });
    }
}
