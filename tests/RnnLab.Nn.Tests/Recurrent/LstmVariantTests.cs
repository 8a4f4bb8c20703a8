using RnnLab.Compute;
using RnnLab.Compute.Reference;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Recurrent;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests.Recurrent;

/// <summary>The LSTM's variants over random sizes, T = 1, B = 1 and H = 1 among them.</summary>
public class LstmVariantTests
{
    /// <summary>Every combination that is allowed.</summary>
    public static IReadOnlyList<LstmVariant> Allowed { get; } =
        [.. Enumerable.Range(1, 255).Select(flags => (LstmVariant)flags).Where(variant => LstmVariants.Problem(CellKind.Lstm, variant) is null)];

    public static TheoryData<string> Backends => TestBackends.All;

    [Theory]
    [MemberData(nameof(Backends))]
    public void Fused_and_decomposed_agree_in_values_gates_and_gradients(string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        double tolerance = backendName == TestBackends.Reference ? 1e-12 : 1e-5;
        foreach (var variant in Allowed)
        {
            var layer = new CellCase(CellKind.Lstm, backend, 500 + (ulong)variant, variant);
            using var tape = new Tape(backend);
            Variable[] left = [.. layer.Leaves.Select(tape.Leaf)], right = [.. layer.Leaves.Select(tape.Leaf)];
            var fused = layer.Fused(tape, left);
            var steps = layer.Decomposed(tape, right);
            string name = variant.ToWords();
            Close.Equal(steps.Hidden.Value, fused.Hidden.Value, tolerance, $"{name}: h");
            Close.Equal(steps.FinalCell!.Value, fused.FinalCell!.Value, tolerance, $"{name}: final c");
            var gates = VariableOps.StackSteps([.. steps.Steps.Select(step => VariableOps.ConcatColumns([.. step.Gates]))]);
            Close.Equal(gates.Value, fused.Activations.Gates, tolerance, $"{name}: gates");
            if (fused.FinalGates is not null)
                Close.Equal(steps.FinalGates!.Value, fused.FinalGates.Value, tolerance, $"{name}: final gates");
            tape.Backward(Everything(tape, fused.Hidden, fused.FinalCell, fused.FinalGates).Add(Everything(tape, steps.Hidden, steps.FinalCell, steps.FinalGates)));
            for (int leaf = 0; leaf < left.Length; leaf++)
                Close.Equal(right[leaf].Gradient!, left[leaf].Gradient!, tolerance, $"{name}: gradient of leaf {leaf}");
        }
    }

    [Fact]
    public void Both_forms_agree_with_finite_differences()
    {
        using var backend = new ReferenceBackend();
        foreach (var variant in Allowed.Where((_, n) => n % 5 == 0))
        {
            var layer = new CellCase(CellKind.Lstm, backend, 900 + (ulong)variant, variant);
            GradientCheck.Run(
                (tape, v) =>
                {
                    var output = layer.Fused(tape, v);
                    return Everything(tape, output.Hidden, output.FinalCell, output.FinalGates);
                },
                layer.Leaves);
            GradientCheck.Run(
                (tape, v) =>
                {
                    var output = layer.Decomposed(tape, v);
                    return Everything(tape, output.Hidden, output.FinalCell, output.FinalGates);
                },
                layer.Leaves);
        }
    }

    [Fact]
    public void A_sequence_in_two_halves_gives_what_it_gives_whole()
    {
        using var backend = new ReferenceBackend();
        foreach (var variant in Allowed)
        {
            var random = new TestRandom(77);
            int gates = CellKind.Lstm.GateCount(variant) * 3, sigmoid = gates - 3;
            using var tape = new Tape(backend, gradients: false);
            Variable Constant(Shape shape) => tape.Constant(random.Tensor(backend, shape));
            var weights = new RecurrentWeights(Constant(new Shape(gates, 2)), Constant(new Shape(gates, 3)), Constant(new Shape(gates)), Constant(new Shape(gates)))
            {
                Peepholes = variant.Has(LstmVariant.Peephole) ? Constant(new Shape(sigmoid / 3, 3)) : null,
                GateMatrix = variant.Has(LstmVariant.FullGateRecurrence) ? Constant(new Shape(sigmoid, sigmoid)) : null,
            };
            var input = random.Tensor(backend, new Shape(6, 2, 2));
            Variable hidden = Constant(new Shape(2, 3)), cell = Constant(new Shape(2, 3));
            var before = variant.Has(LstmVariant.FullGateRecurrence) ? Constant(new Shape(2, gates)) : null;

            RecurrentOutput Run(int from, int steps, Variable h, Variable c, Variable? g) => tape.Recurrent(
                CellKind.Lstm, new SequenceInput(tape.Constant(input.View(from * 4, new Shape(steps, 2, 2)))), weights, h, c, variant: variant, initialGates: g);
            var whole = Run(0, 6, hidden, cell, before);
            var first = Run(0, 2, hidden, cell, before);
            var second = Run(2, 4, first.FinalHidden, first.FinalCell!, first.FinalGates);
            Close.Equal(whole.FinalHidden.Value, second.FinalHidden.Value, 0, $"{variant.ToWords()}: h");
            Close.Equal(whole.FinalCell!.Value, second.FinalCell!.Value, 0, $"{variant.ToWords()}: c");
        }
    }

    [Theory]
    [InlineData(CellKind.Gru, LstmVariant.Peephole, "need an LSTM")]
    [InlineData(CellKind.Lstm, LstmVariant.CoupledGates | LstmVariant.NoInputGate, "without an input gate")]
    [InlineData(CellKind.Lstm, LstmVariant.CoupledGates | LstmVariant.NoForgetGate, "there is none to leave out")]
    [InlineData(CellKind.Lstm, LstmVariant.Peephole | LstmVariant.NoInputGate | LstmVariant.NoForgetGate | LstmVariant.NoOutputGate, "none to see it")]
    [InlineData(CellKind.Lstm, LstmVariant.FullGateRecurrence | LstmVariant.NoInputGate | LstmVariant.NoForgetGate | LstmVariant.NoOutputGate, "feeds gates to gates")]
    [InlineData(CellKind.Lstm, (LstmVariant)256, "not known")]
    public void Combinations_without_sense_are_refused_in_a_sentence(CellKind cell, LstmVariant variant, string words) =>
        Assert.Contains(words, LstmVariants.Problem(cell, variant));

    [Fact]
    public void Words_and_flags_belong_together()
    {
        foreach (var variant in Allowed)
        {
            Assert.True(LstmVariants.TryParse(variant.ToWords(), out var read));
            Assert.Equal(variant, read);
        }

        Assert.True(LstmVariants.TryParse("", out var none));
        Assert.Equal(LstmVariant.None, none);
        Assert.False(LstmVariants.TryParse("peephole,pepehole", out _));
    }

    private static Variable Everything(Tape tape, Variable hidden, Variable? cell, Variable? gates)
    {
        var random = new TestRandom(9);
        var loss = hidden.Multiply(tape.Constant(random.Tensor(tape.Backend, hidden.Shape))).Sum();
        if (cell is not null)
            loss = loss.Add(cell.Square().Sum());
        return gates is null ? loss : loss.Add(gates.Multiply(tape.Constant(random.Tensor(tape.Backend, gates.Shape))).Sum());
    }
}
