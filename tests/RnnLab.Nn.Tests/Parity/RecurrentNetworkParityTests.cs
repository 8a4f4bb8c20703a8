using RnnLab.Compute;
using RnnLab.Nn.Autodiff;
using RnnLab.Nn.Recurrent;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests.Parity;

/// <summary>Networks against PyTorch: outputs, final states, loss and every gradient.</summary>
public class RecurrentNetworkParityTests
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (string name in StackFixture.Names)
            {
                foreach (var backend in TestBackends.All)
                    cases.Add(name, backend.Data);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Deep_bidirectional_and_padded_networks_agree_with_PyTorch(string name, string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        var fixture = StackFixture.Load(name);
        Run(fixture, fixture.Options, backend, TestBackends.Tolerance(backendName));
    }

    [Theory]
    [MemberData(nameof(TestBackends.All), MemberType = typeof(TestBackends))]
    public void Layer_normalised_and_residual_networks_agree_with_the_paper_written_out_in_PyTorch(string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        var cells = new HashSet<CellKind>();
        foreach (string name in StackFixture.NormalizedNames)
        {
            var fixture = StackFixture.Load(name);
            cells.Add(fixture.Options.Cell);

            // A sum of four numbers over the deviation of four numbers loses digits that float32 has few of.
            Run(fixture, fixture.Options with { LayerNormalized = true, Residual = true }, backend, 3 * TestBackends.Tolerance(backendName));
        }

        Assert.Equal(Enum.GetValues<CellKind>().Length, cells.Count);
    }

    [Theory]
    [MemberData(nameof(TestBackends.All), MemberType = typeof(TestBackends))]
    public void Layer_norm_agrees_with_PyTorch(string backendName)
    {
        using var backend = TestBackends.Create(backendName);
        var fixture = Fixture.Read<NormFixture>("stacks/layernorm");
        double tolerance = TestBackends.Tolerance(backendName);
        using var layer = new Layer(Nn.Layers.LayerNormLayer.Create(backend, "norm", 6));
        Assert.Equal(["norm.weight", "norm.bias"], new[] { layer.Norm.Gain.Name, layer.Norm.Bias.Name });
        Assert.All(layer.Norm.Gain.Value.ToArray(), value => Assert.Equal(1, value));
        layer.Norm.Gain.Value.CopyFrom(fixture.Scaled(fixture.Gain));
        layer.Norm.Bias.Value.CopyFrom(fixture.Scaled(fixture.Bias));
        using var tape = new Tape(backend);
        var x = tape.Leaf(fixture.Tensor(tape, fixture.X));
        var y = layer.Norm.Forward(tape, x);
        Close.Equal(fixture.Y, y.Value, tolerance, "y");
        tape.Backward(y.Multiply(tape.Constant(fixture.Tensor(tape, fixture.OutputWeights))).Sum());
        Close.Equal(fixture.Dx, x.Gradient!, 3 * tolerance, "dx");
        Close.Equal(fixture.DGain, layer.Norm.Gain.Gradient, tolerance, "gain");
        Close.Equal(fixture.DBias, layer.Norm.Bias.Gradient, tolerance, "bias");
    }

    private static void Run(StackFixture fixture, RecurrentNetworkOptions options, IComputeBackend backend, double tolerance)
    {
        using var network = fixture.Build(backend, options);
        using var tape = new Tape(backend);
        var x = tape.Leaf(fixture.Tensor(backend, fixture.InputShape, fixture.X));
        int count = options.Layers * options.Directions;
        var state = new Shape(fixture.Batch, fixture.Hidden);
        var initial = fixture.H0 is null ? null : Enumerable.Range(0, count).Select(n => new RecurrentState(
            tape.Leaf(fixture.Tensor(backend, state, fixture.Block(fixture.H0, n))),
            fixture.C0 is null ? null : tape.Leaf(fixture.Tensor(backend, state, fixture.Block(fixture.C0, n))))).ToArray();
        TokenInput? lengths = null;
        if (fixture.Lengths is not null)
        {
            lengths = new TokenInput(backend.AllocateIndices(new Shape(fixture.Batch)));
            lengths.Value.CopyFrom(fixture.Lengths);
        }

        var output = network.Forward(tape, new SequenceInput(x) { Lengths = lengths }, initial);
        Close.Equal(fixture.Y, output.Sequence!.Value, tolerance, "y");
        var loss = output.Sequence.Multiply(tape.Constant(fixture.Tensor(backend, output.Sequence.Shape, fixture.OutputWeights))).Sum();
        for (int n = 0; n < count && fixture.StateWeights.Length > 0; n++)
        {
            var (hidden, cell) = output.Final[n];
            var weights = tape.Constant(fixture.Tensor(backend, state, fixture.Block(fixture.StateWeights, n)));
            Close.Equal(fixture.Block(fixture.Hn, n), hidden.Value, tolerance, $"final h {n}");
            loss = loss.Add(hidden.Square().Multiply(weights).Sum());
            if (cell is not null)
            {
                Close.Equal(fixture.Block(fixture.Cn!, n), cell.Value, tolerance, $"final c {n}");
                loss = loss.Add(cell.Square().Multiply(weights).Sum());
            }
        }

        Close.Equal(fixture.Loss, Close.Values(loss.Value)[0], tolerance, "loss");
        tape.Backward(loss);
        foreach (var parameter in network.Parameters)
            Close.Equal(fixture.Gradients[parameter.Name], parameter.Gradient, tolerance, $"gradient of {parameter.Name}");
        Close.Equal(fixture.Dx, x.Gradient!, tolerance, "gradient of the input");
        for (int n = 0; n < initial?.Length; n++)
        {
            Close.Equal(fixture.Block(fixture.Dh0!, n), initial[n].Hidden.Gradient!, tolerance, $"gradient of initial h {n}");
            if (initial[n].Cell is { } cell)
                Close.Equal(fixture.Block(fixture.Dc0!, n), cell.Gradient!, tolerance, $"gradient of initial c {n}");
        }
    }

    private sealed record NormFixture(double Grid, int[] X, int[] Gain, int[] Bias, int[] OutputWeights, double[] Y, double[] Dx, double[] DGain, double[] DBias)
    {
        public double[] Scaled(int[] integers) => [.. integers.Select(k => k / Grid)];

        public Tensor Tensor(Tape tape, int[] integers)
        {
            var tensor = tape.Allocate(new Shape(3, 2, 6));
            tensor.CopyFrom(Scaled(integers));
            return tensor;
        }
    }

    private sealed record Layer(Nn.Layers.LayerNormLayer Norm) : IDisposable
    {
        public void Dispose()
        {
            Norm.Gain.Dispose();
            Norm.Bias.Dispose();
        }
    }
}
