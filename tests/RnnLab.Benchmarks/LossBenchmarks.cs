using BenchmarkDotNet.Attributes;
using RnnLab.Compute;

namespace RnnLab.Benchmarks;

/// <summary>Softmax cross-entropy with its gradient, over all tokens of a batch.</summary>
public class LossBenchmarks : BackendBenchmark
{
    private Tensor _logits = null!, _losses = null!, _gradient = null!;
    private IndexTensor _targets = null!;

    /// <summary>V.</summary>
    [Params(27, 65, 256)]
    public int Vocabulary { get; set; }

    /// <summary>B x T.</summary>
    [Params(1600)]
    public int Tokens { get; set; }

    protected override void Prepare()
    {
        _logits = Random(new Shape(Tokens, Vocabulary), 4);
        _losses = Backend.Allocate(new Shape(Tokens));
        _gradient = Backend.Allocate(new Shape(Tokens, Vocabulary));
        _targets = RandomTokens(new Shape(Tokens), Vocabulary);
    }

    [Benchmark]
    public void SoftmaxCrossEntropy() => Backend.SoftmaxCrossEntropy(_logits, _targets, _losses, null, _gradient, 1.0 / Tokens);
}
