using RnnLab.Compute;
using RnnLab.Compute.Reference;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Recurrent;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests.Recurrent;

public class FiniteDifferenceTests
{
    public static TheoryData<CellKind, ulong> Cases => CellCase.Random(8);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Fused_cells_differentiate_outputs_and_final_states_in_everything(CellKind cell, ulong seed)
    {
        using var backend = new ReferenceBackend();
        var layer = new CellCase(cell, backend, seed);
        GradientCheck.Run(
            (tape, v) =>
            {
                var output = tape.Recurrent(cell, new SequenceInput(v[0]), CellCase.Weights(v), v[5], v.ElementAtOrDefault(6));
                return Everything(output.Hidden, output.FinalHidden, output.FinalCell);
            },
            layer.Leaves);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Fused_cells_differentiate_through_their_final_states_alone(CellKind cell, ulong seed)
    {
        using var backend = new ReferenceBackend();
        var layer = new CellCase(cell, backend, seed);
        GradientCheck.Run(
            (tape, v) =>
            {
                var output = tape.Recurrent(cell, new SequenceInput(v[0]), CellCase.Weights(v), v[5], v.ElementAtOrDefault(6));
                return output.FinalCell ?? output.FinalHidden;
            },
            layer.Leaves);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Inputs_and_states_used_elsewhere_too_add_all_contributions(CellKind cell, ulong seed)
    {
        using var backend = new ReferenceBackend();
        var layer = new CellCase(cell, backend, seed);
        GradientCheck.Run(
            (tape, v) =>
            {
                // The same initial state twice, and the input both in the layer and beside it.
                var first = tape.Recurrent(cell, new SequenceInput(v[0]), CellCase.Weights(v), v[5], v.ElementAtOrDefault(6));
                var second = tape.Recurrent(cell, new SequenceInput(v[0].Tanh()), CellCase.Weights(v), v[5], v.ElementAtOrDefault(6));
                return VariableOps.ConcatColumns(first.Hidden.Multiply(second.Hidden), v[0]);
            },
            layer.Leaves);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Decomposed_cells_differentiate_in_everything(CellKind cell, ulong seed)
    {
        using var backend = new ReferenceBackend();
        var layer = new CellCase(cell, backend, seed);
        GradientCheck.Run(
            (tape, v) =>
            {
                var output = tape.RecurrentSteps(cell, v[0], CellCase.Weights(v), v[5], v.ElementAtOrDefault(6));
                return Everything(output.Hidden, output.FinalHidden, output.FinalCell);
            },
            layer.Leaves);
    }

    private static Variable Everything(Variable hidden, Variable finalHidden, Variable? finalCell)
    {
        var steps = Enumerable.Range(0, hidden.Shape[0]).Select(t => hidden.Step(t)).Append(finalHidden.Square());
        return VariableOps.ConcatColumns([.. finalCell is null ? steps : steps.Append(finalCell)]);
    }
}
