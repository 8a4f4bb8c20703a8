using RnnLab.Compute;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Losses;

/// <summary>
/// A mean loss whose gradient comes out of the forward pass, in the memory that then serves as the gradient of the model's outputs.
/// </summary>
public abstract class LossNode : SingleOutputNode
{
    private bool _spent;

    private protected LossNode(Variable prediction, Variable mean, Shape losses) : base(mean)
    {
        Prediction = prediction;
        Losses = mean.Tape.Allocate(losses);
        if (prediction.RequiresGradient)
            PredictionGradient = mean.Tape.Allocate(prediction.Shape);
    }

    /// <summary>The mean loss as a variable [1], to differentiate.</summary>
    public Variable Mean => Output;

    /// <summary>The loss of each token, element or row, before the mean; 0 where it is not counted.</summary>
    public Tensor Losses { get; }

    /// <summary>The summed loss of the last forward pass.</summary>
    public double Total { get; private set; }

    /// <summary>What is differentiated.</summary>
    private protected Variable Prediction { get; }

    /// <summary>Receives the gradient of the mean; null where none is wanted.</summary>
    private protected Tensor? PredictionGradient { get; }

    /// <summary>What the sum is divided by: how many losses count.</summary>
    private protected abstract double Divisor { get; }

    /// <summary>Fills <see cref="Losses"/> and <see cref="PredictionGradient"/>.</summary>
    private protected abstract void Evaluate(IComputeBackend backend);

    internal sealed override void Forward()
    {
        var backend = Output.Tape.Backend;
        Evaluate(backend);
        _spent = false;
        Total = backend.Sum(Losses);
        backend.Fill(Output.Value, Divisor > 0 ? Total / Divisor : 0);
    }

    internal sealed override void Backward()
    {
        if (PredictionGradient is null)
            return;
        if (_spent)
            Forward();
        _spent = true;
        Span<double> upstream = stackalloc double[1];
        Output.Gradient!.CopyTo(upstream);
        if (upstream[0] != 1)
            Output.Tape.Backend.Scale(upstream[0], PredictionGradient, PredictionGradient);
        Prediction.AdoptGradient(PredictionGradient);
    }
}
