using RnnLab.Compute;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Losses;

/// <summary>
/// Softmax and cross-entropy in one node: the mean over tokens of -log softmax(logits)[target], in nats. The gradient comes out of the
/// forward pass, (softmax - one-hot) / N. With an index to ignore, tokens with that target count neither in the sum nor in N; where all are ignored the
/// mean is 0 (torch gives NaN). With label smoothing the target is 1 - s on the true symbol and s / V on every symbol (Szegedy et al. 2016). Otherwise as torch.nn.CrossEntropyLoss.
/// </summary>
public sealed class CrossEntropy : LossNode
{
    private readonly TokenInput _targets;
    private readonly CrossEntropyOptions _options;
    private readonly int[] _hostTargets;

    private CrossEntropy(Variable logits, TokenInput targets, Variable mean, CrossEntropyOptions options) : base(logits, mean, new Shape(logits.Shape.Rows))
    {
        _targets = targets;
        _options = options;
        _hostTargets = options.IgnoreIndex is null ? [] : new int[targets.Shape.Count];
        Count = checked((int)targets.Shape.Count);
    }

    /// <summary>N: the number of tokens that count.</summary>
    public int Count { get; private set; }

    private protected override double Divisor => Count;

    /// <summary>Records the loss of logits [.., V] against as many targets.</summary>
    /// <exception cref="ShapeMismatchException">There is not one target a row.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The label smoothing lies outside [0, 1].</exception>
    public static CrossEntropy Of(Variable logits, TokenInput targets, CrossEntropyOptions options = default)
    {
        if (logits.Shape.Rows != targets.Shape.Count)
            throw new ShapeMismatchException($"Logits of shape {logits.Shape} need one target a row; the targets have shape {targets.Shape}.");
        var mean = logits.Tape.NewOutput(new Shape(1), logits.RequiresGradient);
        return logits.Tape.Record(new CrossEntropy(logits, targets, mean, options));
    }

    private protected override void Evaluate(IComputeBackend backend)
    {
        if (_options.IgnoreIndex is { } ignored)
        {
            _targets.Value.CopyTo(_hostTargets);
            Count = _hostTargets.Length - _hostTargets.AsSpan().Count(ignored);
        }

        backend.SoftmaxCrossEntropy(Prediction.Value, _targets.Value, Losses, null, PredictionGradient, 1.0 / Math.Max(Count, 1), _options);
    }
}
