using RnnLab.Compute;
using RnnLab.Compute.Recurrent;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Recurrent;

/// <summary>
/// A recurrent layer as a graph of primitive operations, with everything that the fused kernels have (lengths, direction) and what they
/// have not: normalisation inside the cell, dropout on the recurrent path, zoneout.
/// </summary>
public static class StepwiseLayers
{
    /// <summary>Runs one layer over a dense sequence [T, B, I] from states [B, H]. The steps of the result lie in the order of time; at padded steps they hold the carried state and gates of zero.</summary>
    public static DecomposedSequence RecurrentSteps(
        this Tape tape, CellKind cell, Variable input, RecurrentWeights weights, Variable initialHidden, Variable? initialCell, StepwiseOptions options)
    {
        var (time, batch) = new SequenceInput(input).Extents;
        LstmVariantRules.Check(cell, options.Variant, weights, options.InitialGates);
        input = input.ClearPadding(options.Lengths);
        var states = new Shape(time, batch, weights.Hidden);
        var inside = options.Lengths is null ? null : LengthMask.Record(tape, options.Lengths, time, weights.Hidden);
        var mixHidden = StateMixture.Record(tape, states, inside, options.ZoneoutHidden, options.Training, options.HiddenStream);
        var mixCell = cell.HasCellState() ? StateMixture.Record(tape, states, inside, options.ZoneoutCell, options.Training, options.CellStream) : null;
        var mixGates = options.InitialGates is { } first && options.Lengths is not null
            ? StateMixture.Record(tape, new Shape(time, batch, first.Shape.Columns), LengthMask.Record(tape, options.Lengths, time, first.Shape.Columns), 0, null, 0)
            : null;
        var normalized = options.Normalization is null ? null : new NormalizedCell(cell, options.Variant, input, weights, options.Normalization);

        var steps = new DecomposedStep[time];
        var hidden = initialHidden;
        var memory = initialCell;
        var gatesBefore = options.InitialGates;
        for (int step = 0; step < time; step++)
        {
            int t = options.Direction == RecurrentDirection.Forward ? step : time - 1 - step;
            if (options.StateGates is { } places && places.IsPlace(t))
            {
                hidden = GradientGateNode.Through(hidden, places.At(t));
                memory = memory is null ? null : GradientGateNode.Through(memory, places.At(t));
                gatesBefore = gatesBefore is null ? null : GradientGateNode.Through(gatesBefore, places.At(t));
            }

            var seen = options.RecurrentMask is null ? hidden : hidden.Multiply(options.RecurrentMask);
            var computed = normalized?.Step(t, hidden, seen, memory, gatesBefore) ?? DecomposedCells.Step(cell, input.Step(t), hidden, memory, weights, seen, options.Variant, gatesBefore);
            gatesBefore = mixGates?.Mix(t, computed.GatesState!, gatesBefore!) ?? computed.GatesState;
            hidden = mixHidden.Mix(t, computed.Hidden, hidden);
            memory = mixCell?.Mix(t, computed.Cell!, memory!);
            var gates = inside is null ? computed.Gates : [.. computed.Gates.Select(gate => gate.Multiply(inside.Inside.Step(t)))];
            steps[t] = new DecomposedStep(hidden, memory, gates) { GatesState = gatesBefore };
        }

        var all = VariableOps.StackSteps([.. steps.Select(step => step.Hidden)]);
        return new DecomposedSequence(inside is null ? all : all.Multiply(inside.Inside), steps) { LastTime = options.Direction == RecurrentDirection.Forward ? time - 1 : 0 };
    }
}
