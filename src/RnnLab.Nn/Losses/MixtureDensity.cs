using RnnLab.Compute;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Losses;

/// <summary>
/// The mean negative log-likelihood of pen movements under a mixture of M bivariate Gaussians and an end-of-stroke probability (Graves 2013, "Generating sequences
/// with recurrent neural networks", eqs. 15-26), in nats. A network's outputs are [.., 6M + 1]: the end of the stroke, then M weights, M means of x, M of y, M log deviations of x,
/// M of y, M correlations, all before Graves' squashing (eqs. 18-22). Points are [.., 3]: x, y, and 1 where the stroke ends.
/// </summary>
public sealed class MixtureDensity : LossNode
{
    private readonly Variable _points;

    private MixtureDensity(Variable outputs, Variable points, Variable mean) : base(outputs, mean, new Shape(outputs.Shape.Rows)) => _points = points;

    private protected override double Divisor => Prediction.Shape.Rows;

    /// <summary>The outputs that a network needs for M components: 6M + 1.</summary>
    public static int OutputCount(int components) => (6 * components) + 1;

    /// <summary>Records the loss of outputs [.., 6M + 1] against points [.., 3]. No gradient flows into the points.</summary>
    /// <exception cref="ShapeMismatchException">The outputs are not 6M + 1 wide, or there is not one point a row.</exception>
    public static MixtureDensity Of(Variable outputs, Variable points) =>
        outputs.Tape.Record(new MixtureDensity(outputs, points, outputs.Tape.NewOutput(new Shape(1), outputs.RequiresGradient)));

    private protected override void Evaluate(IComputeBackend backend) =>
        backend.MixtureDensity(Prediction.Value, _points.Value, Losses, PredictionGradient, 1.0 / Math.Max(Prediction.Shape.Rows, 1));
}
