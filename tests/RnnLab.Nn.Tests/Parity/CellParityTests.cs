using RnnLab.Compute;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Recurrent;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests.Parity;

/// <summary>One layer of each further cell against PyTorch: torch.nn.RNN for ReLU, the papers' equations under torch.autograd for the others.</summary>
public class CellParityTests
{
    public static TheoryData<string, string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, string>();
            foreach (var backend in TestBackends.All)
            {
                foreach (var fixture in CellFixture.All)
                    cases.Add(backend.Data, fixture.Cell, fixture.Variant);
            }

            return cases;
        }
    }

    [Fact]
    public void Every_further_cell_and_variant_has_a_fixture()
    {
        Assert.Equal(Enum.GetValues<CellKind>().Except([CellKind.Rnn, CellKind.Gru]).Order(), CellFixture.All.Select(fixture => fixture.Kind).Distinct().Order());
        Assert.Equal(LstmVariants.Words.Values.Aggregate((a, b) => a | b), CellFixture.All.Select(fixture => fixture.Options).Aggregate((a, b) => a | b));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Outputs_and_all_gradients_agree_with_PyTorch(string backendName, string cell, string variant)
    {
        var fixture = CellFixture.All.Single(f => f.Cell == cell && f.Variant == variant);
        double tolerance = TestBackends.Tolerance(backendName);
        using var backend = TestBackends.Create(backendName);
        using var tape = new Tape(backend);
        int gates = fixture.Kind.GateCount(fixture.Options), h = fixture.Hidden, b = fixture.Batch;
        var leaves = new Dictionary<string, Variable>();
        Variable Leaf(string name, Shape shape)
        {
            var tensor = backend.Allocate(shape);
            tensor.CopyFrom([.. fixture.Values[name].Select(k => k / fixture.Grid)]);
            return leaves[name] = tape.Leaf(tensor);
        }

        var weights = new RecurrentWeights(
            Leaf("weight_ih", new Shape(gates * h, fixture.Inputs)), Leaf("weight_hh", new Shape(gates * h, h)), Leaf("bias_ih", new Shape(gates * h)), Leaf("bias_hh", new Shape(gates * h)))
        {
            Peepholes = fixture.Values.ContainsKey("weight_ch") ? Leaf("weight_ch", new Shape(gates - 1, h)) : null,
            GateMatrix = fixture.Values.ContainsKey("weight_gh") ? Leaf("weight_gh", new Shape((gates - 1) * h, (gates - 1) * h)) : null,
        };
        var output = tape.Recurrent(
            fixture.Kind, new SequenceInput(Leaf("x", new Shape(fixture.Time, b, fixture.Inputs))), weights, Leaf("h0", new Shape(b, h)),
            fixture.Values.ContainsKey("c0") ? Leaf("c0", new Shape(b, h)) : null, variant: fixture.Options,
            initialGates: fixture.Values.ContainsKey("gates0") ? Leaf("gates0", new Shape(b, gates * h)) : null);
        Close.Equal(fixture.Output, output.Hidden.Value, tolerance, "h");
        if (fixture.CellState is not null)
            Close.Equal(fixture.CellState, output.FinalCell!.Value, tolerance, "final c");

        var lossWeights = backend.Allocate(output.Hidden.Shape);
        lossWeights.CopyFrom([.. fixture.LossWeights.Select(k => k / fixture.Grid)]);
        var loss = output.Hidden.Multiply(tape.Constant(lossWeights)).Sum();
        if (output.FinalCell is not null)
            loss = loss.Add(output.FinalCell.Square().Sum());
        Close.Equal([fixture.Loss], loss.Value, tolerance, "loss");
        tape.Backward(loss);
        Assert.Equal(fixture.Gradients.Keys.Order(StringComparer.Ordinal), leaves.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, gradient) in fixture.Gradients)
            Close.Equal(gradient, leaves[name].Gradient!, tolerance, $"gradient of {name}");
    }

    private sealed record CellFixture
    {
        public static IReadOnlyList<CellFixture> All { get; } = Fixture.Read<CellFixture[]>("cells");

        public required string Cell { get; init; }

        public required string Variant { get; init; }

        public int Time { get; init; }

        public int Batch { get; init; }

        public int Inputs { get; init; }

        public int Hidden { get; init; }

        public double Grid { get; init; }

        public required Dictionary<string, int[]> Values { get; init; }

        public required int[] LossWeights { get; init; }

        public required double[] Output { get; init; }

        public double[]? CellState { get; init; }

        public double Loss { get; init; }

        public required Dictionary<string, double[]> Gradients { get; init; }

        public CellKind Kind => Enum.Parse<CellKind>(Cell);

        public LstmVariant Options => LstmVariants.TryParse(Variant, out var options) ? options : throw new FormatException(Variant);
    }
}
