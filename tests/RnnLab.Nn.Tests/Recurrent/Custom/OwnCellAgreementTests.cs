using RnnLab.Compute;
using RnnLab.Compute.Recurrent;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Recurrent;
using RnnLab.Nn.Recurrent.Custom;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests.Recurrent.Custom;

/// <summary>RNN, GRU and LSTM written as equations agree with the built-in ones, in values and in every gradient.</summary>
public class OwnCellAgreementTests
{
    /// <summary>The weights of an own cell that make up the blocks of the four built-in ones; a bias of "" is zero.</summary>
    private sealed record Match(CellKind Cell, string Text, string[] Input, string[] Recurrent, string[] InputBias, string[] RecurrentBias, LstmVariant Variant = LstmVariant.None, string[]? Peepholes = null);

    private static readonly Dictionary<string, Match> Matches = new()
    {
        ["rnn"] = new(CellKind.Rnn, CellTexts.Rnn, ["W"], ["U"], ["b"], [""]),
        ["relu"] = new(CellKind.RnnRelu, CellTexts.Rnn.Replace("tanh", "relu", StringComparison.Ordinal), ["W"], ["U"], ["b"], [""]),
        ["gru"] = new(CellKind.Gru, CellTexts.Gru, ["Wr", "Wz", "Wn"], ["Ur", "Uz", "Un"], ["br", "bz", "bn"], ["", "", "cn"]),
        ["gru-reset-before"] = new(CellKind.GruResetBefore, CellTexts.GruResetBefore, ["Wr", "Wz", "Wn"], ["Ur", "Uz", "Un"], ["br", "bz", "bn"], ["", "", ""]),
        ["lstm"] = new(CellKind.Lstm, CellTexts.Lstm, ["Wi", "Wf", "Wg", "Wo"], ["Ui", "Uf", "Ug", "Uo"], ["bi", "bf", "bg", "bo"], ["", "", "", ""]),
        ["peephole"] = new(
            CellKind.Lstm, CellTexts.Peephole, ["Wi", "Wf", "Wg", "Wo"], ["Ui", "Uf", "Ug", "Uo"], ["bi", "bf", "bg", "bo"], ["", "", "", ""], LstmVariant.Peephole, ["pi", "pf", "po"]),
    };

    public static TheoryData<string, string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, bool>();
            foreach (var backend in TestBackends.All)
            {
                foreach (string match in Matches.Keys)
                {
                    cases.Add(backend.Data, match, false);
                    cases.Add(backend.Data, match, true);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_agrees_with_the_built_in_cell(string backendName, string matchName, bool tokens)
    {
        var match = Matches[matchName];
        using var backend = TestBackends.Create(backendName);
        double tolerance = backendName == TestBackends.Reference ? 1e-12 : 1e-5;
        var random = new TestRandom(31);
        var program = CellProgram.Parse(match.Text);
        foreach (var (time, batch, inputs, hidden) in new[] { (1, 1, 1, 1), (4, 3, 5, 6), (7, 2, 3, 1), (3, 1, 4, 17) })
        {
            using var tape = new Tape(backend);
            var own = program.Parameters.ToDictionary(p => p.Name, p => random.Tensor(backend, p.Shape(inputs, hidden)));
            Variable[] ownWeights = [.. program.Parameters.Select(p => tape.Leaf(own[p.Name]))];
            Variable[] builtIn =
            [
                Blocks(match.Input, new Shape(match.Input.Length * hidden, inputs)), Blocks(match.Recurrent, new Shape(match.Input.Length * hidden, hidden)),
                Blocks(match.InputBias, new Shape(match.Input.Length * hidden)), Blocks(match.RecurrentBias, new Shape(match.Input.Length * hidden)),
            ];
            var peepholes = match.Peepholes is null ? null : Blocks(match.Peepholes, new Shape(match.Peepholes.Length, hidden));
            Tensor[] states = [.. program.StateNames.Select(_ => random.Tensor(backend, new Shape(batch, hidden)))];
            Variable[] ownStates = [.. states.Select(tape.Leaf)], builtInStates = [.. states.Select(tape.Leaf)];
            var dense = random.Tensor(backend, new Shape(time, batch, inputs));
            Variable ownDense = tape.Leaf(dense), builtInDense = tape.Leaf(dense);
            var symbols = new TokenInput(random.Indices(backend, new Shape(time, batch), inputs));

            var left = tape.OwnCell(program, tokens ? new SequenceInput(symbols) : new SequenceInput(ownDense), ownWeights, ownStates);
            var right = tape.Recurrent(
                match.Cell, tokens ? new SequenceInput(symbols) : new SequenceInput(builtInDense), new RecurrentWeights(builtIn[0], builtIn[1], builtIn[2], builtIn[3]) { Peepholes = peepholes },
                builtInStates[0], builtInStates.ElementAtOrDefault(1), variant: match.Variant);
            Close.Equal(right.Hidden.Value, left.Hidden.Value, tolerance, "h");
            Close.Equal(right.FinalHidden.Value, left.Final[0].Value, tolerance, "final h");
            if (right.FinalCell is not null)
                Close.Equal(right.FinalCell.Value, left.Final[1].Value, tolerance, "final c");

            tape.Backward(Loss(left.Hidden, left.Final).Add(Loss(right.Hidden, right.FinalCell is null ? [right.FinalHidden] : [right.FinalHidden, right.FinalCell])));
            string[][] names = [match.Input, match.Recurrent, match.InputBias, match.RecurrentBias];
            for (int n = 0; n < names.Length; n++)
                CompareBlocks(names[n], builtIn[n]);
            if (peepholes is not null)
                CompareBlocks(match.Peepholes!, peepholes);
            for (int n = 0; n < states.Length; n++)
                Close.Equal(builtInStates[n].Gradient!, ownStates[n].Gradient!, tolerance, $"gradient of initial {program.StateNames[n]}");
            if (!tokens)
                Close.Equal(builtInDense.Gradient!, ownDense.Gradient!, tolerance, "gradient of the input");

            Variable Blocks(string[] of, Shape shape)
            {
                var tensor = backend.Allocate(shape);
                tensor.CopyFrom([.. of.SelectMany(name => name.Length == 0 ? new double[hidden] : Close.Values(own[name]))]);
                return tape.Leaf(tensor);
            }

            void CompareBlocks(string[] of, Variable together)
            {
                double[] gradient = Close.Values(together.Gradient!);
                int block = gradient.Length / of.Length;
                double[] expected = [.. gradient.Select((value, at) => of[at / block].Length == 0 ? 0 : value)];
                double[] actual = [.. of.SelectMany(name => name.Length == 0 ? new double[block] : Close.Values(ownWeights[program.Parameters.ToList().FindIndex(p => p.Name == name)].Gradient!))];
                Close.Equal(expected, actual, tolerance, $"gradient of {string.Join(", ", of)}");
            }
        }
    }

    [Fact]
    public void Every_text_agrees_with_finite_differences()
    {
        using var backend = TestBackends.Create(TestBackends.Reference);
        foreach (string text in CellTexts.All)
        {
            var program = CellProgram.Parse(text);
            var random = new TestRandom(8);
            int weights = program.Parameters.Count;
            Tensor[] leaves =
            [
                .. program.Parameters.Select(p => random.Tensor(backend, p.Shape(3, 4))), .. program.StateNames.Select(_ => random.Tensor(backend, new Shape(2, 4))),
                random.Tensor(backend, new Shape(3, 2, 3)),
            ];
            GradientCheck.Run(
                (tape, v) =>
                {
                    var run = tape.OwnCell(program, new SequenceInput(v[^1]), v[..weights], v[weights..^1]);
                    return VariableOps.ConcatColumns([.. Enumerable.Range(0, 3).Select(t => run.Hidden.Step(t)), .. run.Final]);
                },
                leaves);
        }
    }

    [Theory]
    [InlineData(RecurrentDirection.Forward)]
    [InlineData(RecurrentDirection.Reverse)]
    public void Lengths_and_direction_are_those_of_the_fused_layers(RecurrentDirection direction)
    {
        using var backend = TestBackends.Create(TestBackends.Reference);
        var random = new TestRandom(5);
        using var tape = new Tape(backend);
        var program = CellProgram.Parse(CellTexts.Lstm);
        var lengths = backend.AllocateIndices(new Shape(4));
        lengths.CopyFrom([5, 0, 1, 3]);
        var x = random.Tensor(backend, new Shape(5, 4, 2));
        int[] ends = [5, 0, 1, 3];
        x.CopyFrom([.. Close.Values(x).Select((value, n) => n / 8 < ends[n / 2 % 4] ? value : double.NaN)]);
        var input = new SequenceInput(tape.Constant(x)) { Lengths = new TokenInput(lengths) };
        Variable[] weights = [.. program.Parameters.Select(p => tape.Leaf(random.Tensor(backend, p.Shape(2, 3))))];
        Variable[] states = [tape.Leaf(random.Tensor(backend, new Shape(4, 3))), tape.Leaf(random.Tensor(backend, new Shape(4, 3)))];
        var own = tape.OwnCell(program, input, weights, states, direction);

        string[] order = ["i", "f", "g", "o"];
        Variable Stack(string letter, Shape shape)
        {
            var tensor = backend.Allocate(shape);
            tensor.CopyFrom([.. order.SelectMany(gate => Close.Values(weights[program.Parameters.ToList().FindIndex(p => p.Name == letter + gate)].Value))]);
            return tape.Leaf(tensor);
        }

        var fused = tape.Recurrent(
            CellKind.Lstm, input, new RecurrentWeights(Stack("W", new Shape(12, 2)), Stack("U", new Shape(12, 3)), Stack("b", new Shape(12)), tape.Leaf(backend.Allocate(new Shape(12)))),
            states[0], states[1], direction);
        Close.Equal(fused.Hidden.Value, own.Hidden.Value, 1e-12, "h");
        Close.Equal(fused.FinalHidden.Value, own.Final[0].Value, 1e-12, "final h");
        Close.Equal(fused.FinalCell!.Value, own.Final[1].Value, 1e-12, "final c");
    }

    private static Variable Loss(Variable hidden, IReadOnlyList<Variable> final)
    {
        var random = new TestRandom(9);
        var loss = hidden.Multiply(hidden.Tape.Constant(random.Tensor(hidden.Tape.Backend, hidden.Shape))).Sum();
        return final.Aggregate(loss, (sum, state) => sum.Add(state.Square().Sum()));
    }
}
