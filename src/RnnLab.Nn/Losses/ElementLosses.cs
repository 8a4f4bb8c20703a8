using RnnLab.Compute;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Losses;

/// <summary>A loss for each element, and its mean over all elements or over those that a mask of ones and zeros leaves.</summary>
public abstract class ElementLoss : LossNode
{
    private readonly Variable? _mask;
    private double _divisor;

    private protected ElementLoss(Variable prediction, Variable target, Variable? mask, Variable mean) : base(prediction, mean, prediction.Shape)
    {
        if (target.Shape != prediction.Shape || (mask is not null && mask.Shape != prediction.Shape))
            throw new ShapeMismatchException($"The prediction {prediction.Shape}, the target {target.Shape} and the mask {mask?.Shape.ToString() ?? "(none)"} must have one shape.");
        Target = target;
        _mask = mask;
        Difference = mean.Tape.Allocate(prediction.Shape);
    }

    /// <summary>What should have been predicted.</summary>
    private protected Variable Target { get; }

    /// <summary>Room for what the gradient is made of.</summary>
    private protected Tensor Difference { get; }

    private protected override double Divisor => _divisor;

    /// <summary>Fills <see cref="LossNode.Losses"/>, and <see cref="Difference"/> with its gradient divided by <paramref name="slope"/>.</summary>
    private protected abstract void EvaluateElements(IComputeBackend backend, out double slope);

    private protected sealed override void Evaluate(IComputeBackend backend)
    {
        EvaluateElements(backend, out double slope);
        _divisor = _mask is null ? Prediction.Shape.Count : backend.Sum(_mask.Value);
        if (_mask is not null)
            backend.Binary(BinaryOp.Multiply, Losses, _mask.Value, Losses);
        if (PredictionGradient is null)
            return;
        backend.Scale(_divisor > 0 ? slope / _divisor : 0, Difference, PredictionGradient);
        if (_mask is not null)
            backend.Binary(BinaryOp.Multiply, PredictionGradient, _mask.Value, PredictionGradient);
    }
}

/// <summary>The mean of (x - y) squared, as torch.nn.MSELoss.</summary>
public sealed class MeanSquaredError : ElementLoss
{
    private MeanSquaredError(Variable prediction, Variable target, Variable? mask, Variable mean) : base(prediction, target, mask, mean)
    {
    }

    /// <summary>Records the loss of a prediction against a target of the same shape, where the mask (of that shape too) is 1. No gradient flows into target or mask.</summary>
    /// <exception cref="ShapeMismatchException">The shapes differ.</exception>
    public static MeanSquaredError Of(Variable prediction, Variable target, Variable? mask = null) =>
        prediction.Tape.Record(new MeanSquaredError(prediction, target, mask, prediction.Tape.NewOutput(new Shape(1), prediction.RequiresGradient)));

    private protected override void EvaluateElements(IComputeBackend backend, out double slope)
    {
        backend.Binary(BinaryOp.Subtract, Prediction.Value, Target.Value, Difference);
        backend.Unary(UnaryOp.Square, Difference, Losses);
        slope = 2;
    }
}

/// <summary>
/// The mean of -y log s(x) - (1 - y) log(1 - s(x)) with s the logistic function, from logits x and targets y in [0, 1], in the form that cannot
/// overflow: max(x, 0) - x y + log(1 + e^-|x|). As torch.nn.BCEWithLogitsLoss.
/// </summary>
public sealed class BinaryCrossEntropy : ElementLoss
{
    private BinaryCrossEntropy(Variable logits, Variable target, Variable? mask, Variable mean) : base(logits, target, mask, mean)
    {
    }

    /// <summary>Records the loss of logits against targets of the same shape, where the mask (of that shape too) is 1. No gradient flows into target or mask.</summary>
    /// <exception cref="ShapeMismatchException">The shapes differ.</exception>
    public static BinaryCrossEntropy Of(Variable logits, Variable target, Variable? mask = null) =>
        logits.Tape.Record(new BinaryCrossEntropy(logits, target, mask, logits.Tape.NewOutput(new Shape(1), logits.RequiresGradient)));

    private protected override void EvaluateElements(IComputeBackend backend, out double slope)
    {
        // log(1 + e^-|x|), where -|x| = x - 2 max(x, 0).
        backend.Unary(UnaryOp.Relu, Prediction.Value, Difference);
        backend.Copy(Prediction.Value, Losses);
        backend.AddScaled(-2, Difference, Losses);
        backend.Unary(UnaryOp.Exp, Losses, Losses);
        backend.Unary(UnaryOp.Negate, Losses, Losses);
        backend.Unary(UnaryOp.OneMinus, Losses, Losses);
        backend.Unary(UnaryOp.Log, Losses, Losses);

        backend.AddScaled(1, Difference, Losses);
        backend.Binary(BinaryOp.Multiply, Prediction.Value, Target.Value, Difference);
        backend.AddScaled(-1, Difference, Losses);

        backend.Unary(UnaryOp.Sigmoid, Prediction.Value, Difference);
        backend.AddScaled(-1, Target.Value, Difference);
        slope = 1;
    }
}
