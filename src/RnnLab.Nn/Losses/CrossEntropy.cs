using RnnLab.Compute;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Losses;

/// <summary>
/// Softmax and cross-entropy in one node: the mean over tokens of -log softmax(logits)[target], in nats. The gradient comes out of the
/// forward pass, (softmax - one-hot) / N, in the memory that then serves as the gradient of the logits.
/// </summary>
public sealed class CrossEntropy : SingleOutputNode
{
    private readonly Variable _logits;
    private readonly TokenInput _targets;
    private readonly Tensor? _gradient;
    private bool _spent;

    private CrossEntropy(Variable logits, TokenInput targets, Variable mean) : base(mean)
    {
        _logits = logits;
        _targets = targets;
        Losses = mean.Tape.Allocate(new Shape(logits.Shape.Rows));
        if (logits.RequiresGradient)
            _gradient = mean.Tape.Allocate(logits.Shape);
    }

    /// <summary>The mean loss as a variable [1], to differentiate.</summary>
    public Variable Mean => Output;

    /// <summary>The loss of each token in nats [N].</summary>
    public Tensor Losses { get; }

    /// <summary>N: the number of tokens.</summary>
    public int Count => checked((int)Losses.Shape.Count);

    /// <summary>The summed loss of the last forward pass, in nats.</summary>
    public double Total { get; private set; }

    /// <summary>Records the loss of logits [.., V] against as many targets.</summary>
    public static CrossEntropy Of(Variable logits, TokenInput targets)
    {
        if (logits.Shape.Rows != targets.Shape.Count)
            throw new ShapeMismatchException($"Logits of shape {logits.Shape} need one target a row; the targets have shape {targets.Shape}.");
        var mean = logits.Tape.NewOutput(new Shape(1), logits.RequiresGradient);
        return logits.Tape.Record(new CrossEntropy(logits, targets, mean));
    }

    internal override void Forward()
    {
        var backend = Output.Tape.Backend;
        backend.SoftmaxCrossEntropy(_logits.Value, _targets.Value, Losses, null, _gradient, 1.0 / Count);
        _spent = false;
        Total = backend.Sum(Losses);
        backend.Fill(Output.Value, Total / Count);
    }

    internal override void Backward()
    {
        if (_gradient is null)
            return;
        if (_spent)
            Forward();
        _spent = true;
        Span<double> upstream = stackalloc double[1];
        Output.Gradient!.CopyTo(upstream);
        if (upstream[0] != 1)
            Output.Tape.Backend.Scale(upstream[0], _gradient, _gradient);
        _logits.AdoptGradient(_gradient);
    }
}
