using RnnLab.Compute;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Recurrent;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests.Recurrent;

public class FusedAgreesWithDecomposedTests
{
    public static TheoryData<string, CellKind, ulong> Cases
    {
        get
        {
            var cases = new TheoryData<string, CellKind, ulong>();
            foreach (var backend in TestBackends.All)
            {
                foreach (var layer in CellCase.Random(8))
                    cases.Add(backend.Data, layer.Data.Item1, layer.Data.Item2 + 1000);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Values_gates_and_gradients_agree(string backendName, CellKind cell, ulong seed)
    {
        using var backend = TestBackends.Create(backendName);
        var layer = new CellCase(cell, backend, seed);
        double tolerance = backendName == TestBackends.Reference ? 1e-12 : 1e-5;
        using var tape = new Tape(backend);
        Variable[] left = [.. layer.Leaves.Select(tape.Leaf)], right = [.. layer.Leaves.Select(tape.Leaf)];

        var fused = tape.Recurrent(cell, new SequenceInput(left[0]), CellCase.Weights(left), left[5], left.ElementAtOrDefault(6));
        var steps = tape.RecurrentSteps(cell, right[0], CellCase.Weights(right), right[5], right.ElementAtOrDefault(6));
        Close.Equal(steps.Hidden.Value, fused.Hidden.Value, tolerance, "h");
        Close.Equal(steps.FinalHidden.Value, fused.FinalHidden.Value, tolerance, "final h");
        if (cell.HasCellState())
            Close.Equal(steps.FinalCell!.Value, fused.FinalCell!.Value, tolerance, "final c");

        var gates = VariableOps.StackSteps([.. steps.Steps.Select(step => VariableOps.ConcatColumns([.. step.Gates]))]);
        Close.Equal(gates.Value, fused.Activations.Gates, tolerance, "gates");

        // One loss over both: each half's gradients reach only its own leaves.
        tape.Backward(Loss(tape, fused.Hidden, fused.FinalCell).Add(Loss(tape, steps.Hidden, steps.FinalCell)));
        for (int leaf = 0; leaf < left.Length; leaf++)
            Close.Equal(right[leaf].Gradient!, left[leaf].Gradient!, tolerance, $"gradient of leaf {leaf}");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Tokens_agree_with_the_one_hot_vectors_they_stand_for(string backendName, CellKind cell, ulong seed)
    {
        using var backend = TestBackends.Create(backendName);
        var layer = new CellCase(cell, backend, seed);
        double tolerance = backendName == TestBackends.Reference ? 1e-12 : 1e-5;
        using var tape = new Tape(backend);
        using var identity = backend.Allocate(new Shape(layer.Inputs, layer.Inputs));
        identity.CopyFrom([.. Enumerable.Range(0, layer.Inputs * layer.Inputs).Select(n => n % (layer.Inputs + 1) == 0 ? 1.0 : 0)]);
        var tokens = new TokenInput(layer.Tokens);
        Variable[] left = [.. layer.Leaves.Select(tape.Leaf)], right = [.. layer.Leaves.Select(tape.Leaf)];

        var fromTokens = tape.Recurrent(cell, new SequenceInput(tokens), CellCase.Weights(left), left[5], left.ElementAtOrDefault(6));
        var fromVectors = tape.Recurrent(cell, new SequenceInput(tape.Constant(identity).GatherRows(tokens)), CellCase.Weights(right), right[5], right.ElementAtOrDefault(6));
        Close.Equal(fromVectors.Hidden.Value, fromTokens.Hidden.Value, tolerance, "h");

        tape.Backward(Loss(tape, fromTokens.Hidden, fromTokens.FinalCell).Add(Loss(tape, fromVectors.Hidden, fromVectors.FinalCell)));
        for (int leaf = 1; leaf < left.Length; leaf++)
            Close.Equal(right[leaf].Gradient!, left[leaf].Gradient!, tolerance, $"gradient of leaf {leaf}");
    }

    private static Variable Loss(Tape tape, Variable hidden, Variable? cell)
    {
        var random = new TestRandom(9);
        var loss = hidden.Multiply(tape.Constant(random.Tensor(tape.Backend, hidden.Shape))).Sum();
        return cell is null ? loss : loss.Add(cell.Square().Sum());
    }
}
