using BenchmarkDotNet.Attributes;
using RnnLab.Compute;

namespace RnnLab.Benchmarks;

/// <summary>The passes over all weights that end a step.</summary>
public class OptimizerBenchmarks : BackendBenchmark
{
    private Tensor _parameter = null!, _gradient = null!, _first = null!, _second = null!;

    /// <summary>Weights: one matrix of an LSTM of 128, and one of 512.</summary>
    [Params(65_536, 1_048_576)]
    public int Count { get; set; }

    protected override void Prepare()
    {
        _parameter = Random(new Shape(Count));
        _gradient = Random(new Shape(Count), 0.01);
        _first = Backend.Allocate(new Shape(Count));
        _second = Backend.Allocate(new Shape(Count));
    }

    [Benchmark]
    public void Adam() => Backend.Adam(_parameter, _gradient, _first, _second, new AdamUpdate(0.002, 0.9, 0.999, 1e-8, 1), 1);

    [Benchmark]
    public void RmsProp() => Backend.RmsProp(_parameter, _gradient, _second, new RmsPropUpdate(0.002, 0.95, 1e-8), 1);

    [Benchmark]
    public void SumOfSquares() => Backend.SumOfSquares(_gradient);
}
