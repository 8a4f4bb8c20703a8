using BenchmarkDotNet.Attributes;
using RnnLab.Compute;
using RnnLab.Compute.Recurrent;

namespace RnnLab.Benchmarks;

/// <summary>A whole-sequence recurrent layer on one-hot tokens, forward and backward through time.</summary>
public class RecurrentBenchmarks : BackendBenchmark
{
    private RecurrentDimensions _dimensions;
    private RecurrentInput _input;
    private RecurrentParameters _parameters = null!;
    private RecurrentActivations _activations = null!;
    private RecurrentGradients _gradients = null!;

    [Params(CellKind.Rnn, CellKind.Gru, CellKind.Lstm)]
    public CellKind Cell { get; set; }

    /// <summary>H, B, T, V; with B and T of 1 a step of writing one character at a time.</summary>
    [Params("128, 1, 1, 65", "512, 1, 1, 65", "32, 16, 25, 27", "128, 32, 50, 65", "256, 64, 100, 65", "512, 64, 100, 65")]
    public string Size { get; set; } = "";

    protected override void Prepare()
    {
        int[] sizes = [.. Size.Split(", ").Select(int.Parse)];
        (int h, int b, int t, int v) = (sizes[0], sizes[1], sizes[2], sizes[3]);
        _dimensions = new RecurrentDimensions(Cell, t, b, v, h);
        int gates = _dimensions.GateWidth;
        double scale = 1 / Math.Sqrt(h);
        bool cell = Cell.HasCellState();
        _input = new RecurrentInput(RandomTokens(new Shape(t, b), v));
        _parameters = Parameters(gates, v, h, scale);
        _activations = new RecurrentActivations
        {
            InitialHidden = Backend.Allocate(new Shape(b, h)),
            InitialCell = cell ? Backend.Allocate(new Shape(b, h)) : null,
            Gates = Backend.Allocate(new Shape(t, b, gates)),
            Hidden = Backend.Allocate(new Shape(t, b, h)),
            Cell = cell ? Backend.Allocate(new Shape(t, b, h)) : null,
            CandidateRecurrent = Cell.KeepsCandidateRecurrent() ? Backend.Allocate(new Shape(t, b, h)) : null,
        };
        _gradients = new RecurrentGradients
        {
            Output = Random(new Shape(t, b, h), 0.01),
            GatePreactivations = Backend.Allocate(new Shape(t, b, gates)),
            Parameters = Parameters(gates, v, h, 0),
        };
        Forward();
    }

    [Benchmark]
    public void Forward() => Backend.RecurrentForward(_dimensions, _input, _parameters, _activations);

    [Benchmark]
    public void Backward() => Backend.RecurrentBackward(_dimensions, _input, _parameters, _activations, _gradients);

    private RecurrentParameters Parameters(int gates, int v, int h, double scale) =>
        new(Random(new Shape(gates, v), scale), Random(new Shape(gates, h), scale), Random(new Shape(gates), scale), Random(new Shape(gates), scale));
}
