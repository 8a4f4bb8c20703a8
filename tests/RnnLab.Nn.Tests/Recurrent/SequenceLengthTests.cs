using RnnLab.Compute;
using RnnLab.Compute.Recurrent;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Recurrent;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests.Recurrent;

/// <summary>Sequences of different lengths, in both directions.</summary>
public class SequenceLengthTests
{
    private static readonly LstmVariant[] Variants =
        [LstmVariant.Peephole, LstmVariant.FullGateRecurrence, LstmVariant.CoupledGates | LstmVariant.Peephole | LstmVariant.FullGateRecurrence, LstmVariant.NoForgetGate];

    public static TheoryData<string, CellKind, ulong> Cases
    {
        get
        {
            var cases = new TheoryData<string, CellKind, ulong>();
            foreach (var backend in TestBackends.All)
            {
                foreach (var layer in CellCase.Random(8))
                    cases.Add(backend.Data, layer.Data.Item1, layer.Data.Item2 + 3000);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Fused_and_stepwise_layers_agree_in_values_gates_and_gradients(string backendName, CellKind cell, ulong seed) =>
        FusedAndStepwiseAgree(backendName, cell, LstmVariant.None, seed);

    [Theory]
    [MemberData(nameof(TestBackends.All), MemberType = typeof(TestBackends))]
    public void Fused_and_stepwise_variants_of_the_LSTM_agree_too(string backendName)
    {
        for (ulong seed = 0; seed < 32; seed++)
            FusedAndStepwiseAgree(backendName, CellKind.Lstm, Variants[seed % 4], 5000 + (seed / 4) + (8 * (seed % 4)));
    }

    private static void FusedAndStepwiseAgree(string backendName, CellKind cell, LstmVariant variant, ulong seed)
    {
        using var backend = TestBackends.Create(backendName);
        var test = new SequenceCase(cell, backend, seed, variant);
        double tolerance = Tolerance(backendName);
        using var tape = new Tape(backend);
        Variable[] left = [.. test.Layer.Leaves.Select(tape.Leaf)], right = [.. test.Layer.Leaves.Select(tape.Leaf)];
        var fused = test.Fused(tape, left);
        var steps = test.Stepwise(tape, right);
        Close.Equal(steps.Hidden.Value, fused.Hidden.Value, tolerance, "h");
        Close.Equal(steps.FinalHidden.Value, fused.FinalHidden.Value, tolerance, "final h");
        if (cell.HasCellState())
            Close.Equal(steps.FinalCell!.Value, fused.FinalCell!.Value, tolerance, "final c");
        if (fused.FinalGates is not null)
            Close.Equal(steps.FinalGates!.Value, fused.FinalGates.Value, tolerance, "final gates");
        for (int t = 0; t < test.Time; t++)
        {
            var gates = VariableOps.ConcatColumns([.. steps.Steps[t].Gates]).Value;
            using var view = fused.Activations.Gates.View(t * gates.Shape.Count, gates.Shape);
            Close.Equal(gates, view, tolerance, $"gates at t = {t}");
        }

        tape.Backward(Loss(tape, fused.Hidden, fused.FinalHidden, fused.FinalCell).Add(Loss(tape, steps.Hidden, steps.FinalHidden, steps.FinalCell)));
        for (int leaf = 0; leaf < left.Length; leaf++)
            Close.Equal(right[leaf].Gradient!, left[leaf].Gradient!, tolerance, $"gradient of leaf {leaf}");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_padded_sequence_gives_what_it_gives_alone(string backendName, CellKind cell, ulong seed)
    {
        using var backend = TestBackends.Create(backendName);
        var test = new SequenceCase(cell, backend, seed);
        double tolerance = Tolerance(backendName);
        using var tape = new Tape(backend);
        Variable[] v = [.. test.Layer.Leaves.Select(tape.Leaf)];
        var padded = test.Fused(tape, v);
        for (int b = 0; b < test.Batch; b++)
        {
            int length = test.Host[b];
            for (int t = length; t < test.Time; t++)
            {
                Assert.All(test.At(padded.Hidden.Value, t, b), value => Assert.Equal(0, value));
                Assert.All(test.At(padded.Activations.Gates, t, b), value => Assert.Equal(0, value));
            }

            double[] hidden = Row(v[5], b), memory = cell.HasCellState() ? Row(v[6], b) : [];
            if (length > 0)
            {
                var own = Enumerable.Range(0, length).SelectMany(t => test.At(v[0].Value, t, b)).ToArray();
                var alone = tape.Recurrent(
                    cell, new SequenceInput(Constant(tape, new Shape(length, 1, test.Layer.Inputs), own)), CellCase.Weights(v), Constant(tape, new Shape(1, hidden.Length), hidden),
                    cell.HasCellState() ? Constant(tape, new Shape(1, memory.Length), memory) : null, test.Direction);
                for (int t = 0; t < length; t++)
                    Close.Equal(Close.Values(alone.Hidden.Value).AsSpan(t * hidden.Length, hidden.Length), test.At(padded.Hidden.Value, t, b), tolerance, $"h of sequence {b} at {t}");
                (hidden, memory) = (Close.Values(alone.FinalHidden.Value), cell.HasCellState() ? Close.Values(alone.FinalCell!.Value) : []);
            }

            Close.Equal(hidden, Row(padded.FinalHidden, b), tolerance, $"final h of sequence {b}");
            if (cell.HasCellState())
                Close.Equal(memory, Row(padded.FinalCell!, b), tolerance, $"final c of sequence {b}");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_lies_in_the_padding_changes_nothing(string backendName, CellKind cell, ulong seed) => PaddingChangesNothing(backendName, cell, LstmVariant.None, seed);

    [Theory]
    [MemberData(nameof(TestBackends.All), MemberType = typeof(TestBackends))]
    public void Nor_does_it_in_variants_of_the_LSTM(string backendName)
    {
        for (ulong seed = 0; seed < 32; seed++)
            PaddingChangesNothing(backendName, CellKind.Lstm, Variants[seed % 4], 5000 + (seed / 4) + (8 * (seed % 4)));
    }

    private static void PaddingChangesNothing(string backendName, CellKind cell, LstmVariant variant, ulong seed)
    {
        using var backend = TestBackends.Create(backendName);
        var test = new SequenceCase(cell, backend, seed, variant);
        using var tape = new Tape(backend);
        Variable[] v = [.. test.Layer.Leaves.Select(tape.Leaf)];
        var output = test.Fused(tape, v);
        var steps = test.Stepwise(tape, v);
        var loss = Loss(tape, output.Hidden, output.FinalHidden, output.FinalCell).Add(Loss(tape, steps.Hidden, steps.FinalHidden, steps.FinalCell));
        var before = Everything();
        double[] input = Close.Values(v[0].Value);
        int width = test.Layer.Inputs;
        foreach (Func<double, double> change in new Func<double, double>[] { x => 3 - x, _ => double.NaN, _ => double.NegativeInfinity })
        {
            v[0].Value.CopyFrom([.. input.Select((x, n) => n / width / test.Batch >= test.Host[n / width % test.Batch] ? change(x) : x)]);
            tape.Replay();
            var after = Everything();
            for (int n = 0; n < before.Length; n++)
                Assert.Equal(before[n], after[n]);
        }

        double[][] Everything()
        {
            tape.Backward(loss);
            return [Close.Values(output.Hidden.Value), Close.Values(output.FinalHidden.Value), Close.Values(steps.Hidden.Value), .. v.Select(leaf => Close.Values(leaf.Gradient!))];
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Full_lengths_are_no_lengths_to_the_bit_and_may_come_in_a_replay(string backendName, CellKind cell, ulong seed)
    {
        using var backend = TestBackends.Create(backendName);
        var test = new SequenceCase(cell, backend, seed);
        using var tape = new Tape(backend);
        Variable[] v = [.. test.Layer.Leaves.Select(tape.Leaf)], w = [.. test.Layer.Leaves.Select(tape.Leaf)];
        var output = test.Fused(tape, v);
        test.Lengths.CopyFrom([.. Enumerable.Repeat(test.Time, test.Batch)]);
        tape.Replay();
        var plain = tape.Recurrent(cell, new SequenceInput(w[0]), CellCase.Weights(w), w[5], w.ElementAtOrDefault(6), test.Direction);
        Close.Equal(plain.Hidden.Value, output.Hidden.Value, 0, "h");
        Close.Equal(plain.FinalHidden.Value, output.FinalHidden.Value, 0, "final h");
        Close.Equal(plain.Activations.Gates, output.Activations.Gates, 0, "gates");
        tape.Backward(Loss(tape, output.Hidden, output.FinalHidden, output.FinalCell).Add(Loss(tape, plain.Hidden, plain.FinalHidden, plain.FinalCell)));
        for (int leaf = 0; leaf < v.Length; leaf++)
            Close.Equal(w[leaf].Gradient!, v[leaf].Gradient!, 0, $"gradient of leaf {leaf}");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Reverse_is_forward_on_the_sequence_turned_round(string backendName, CellKind cell, ulong seed)
    {
        using var backend = TestBackends.Create(backendName);
        var layer = new CellCase(cell, backend, seed);
        using var tape = new Tape(backend);
        Variable[] v = [.. layer.Leaves.Select(tape.Leaf)];
        int time = v[0].Shape[0];
        var turned = VariableOps.StackSteps([.. Enumerable.Range(0, time).Select(t => v[0].Step(time - 1 - t))]);
        var reverse = tape.Recurrent(cell, new SequenceInput(v[0]), CellCase.Weights(v), v[5], v.ElementAtOrDefault(6), RecurrentDirection.Reverse);
        var forward = tape.Recurrent(cell, new SequenceInput(turned), CellCase.Weights(v), v[5], v.ElementAtOrDefault(6));
        for (int t = 0; t < time; t++)
            Close.Equal(forward.Hidden.Step(time - 1 - t).Value, reverse.Hidden.Step(t).Value, 0, $"h at {t}");
        Close.Equal(forward.FinalHidden.Value, reverse.FinalHidden.Value, 0, "final h");
        if (cell.HasCellState())
            Close.Equal(forward.FinalCell!.Value, reverse.FinalCell!.Value, 0, "final c");
    }

    private static double Tolerance(string backendName) => backendName == TestBackends.Reference ? 1e-12 : 1e-5;

    private static double[] Row(Variable states, int b) => Close.Values(states.Value).AsSpan(b * states.Shape.Columns, states.Shape.Columns).ToArray();

    private static Variable Constant(Tape tape, Shape shape, double[] values)
    {
        var tensor = tape.Allocate(shape);
        tensor.CopyFrom(values);
        return tape.Constant(tensor);
    }

    private static Variable Loss(Tape tape, Variable hidden, Variable final, Variable? cell)
    {
        var random = new TestRandom(9);
        var loss = hidden.Multiply(tape.Constant(random.Tensor(tape.Backend, hidden.Shape))).Sum().Add(final.Square().Sum());
        return cell is null ? loss : loss.Add(cell.Square().Sum());
    }
}
