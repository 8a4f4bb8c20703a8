using RnnLab.Compute.Validation;

namespace RnnLab.Compute.Reference;

public sealed partial class ReferenceBackend
{
    /// <inheritdoc/>
    public void Adam(Tensor parameter, Tensor gradient, Tensor firstMoment, Tensor secondMoment, AdamUpdate update, double gradientScale)
    {
        OperationShapes.Same("Adam (parameter, gradient)", parameter.Shape, gradient.Shape);
        OperationShapes.Same("Adam (parameter, first moment)", parameter.Shape, firstMoment.Shape);
        OperationShapes.Same("Adam (parameter, second moment)", parameter.Shape, secondMoment.Shape);
        Rates.CheckStep(update.Step);
        Span<double> p = Values(parameter), g = Values(gradient), m = Values(firstMoment), v = Values(secondMoment);
        double correction1 = 1 - Math.Pow(update.Beta1, update.Step), correction2 = 1 - Math.Pow(update.Beta2, update.Step);
        for (int n = 0; n < p.Length; n++)
        {
            double scaled = gradientScale * g[n];
            if (update.Decoupled)
                p[n] *= 1 - update.LearningRate * update.WeightDecay;
            else
                scaled += update.WeightDecay * p[n];
            m[n] = update.Beta1 * m[n] + (1 - update.Beta1) * scaled;
            v[n] = update.Beta2 * v[n] + (1 - update.Beta2) * scaled * scaled;
            p[n] -= update.LearningRate * (m[n] / correction1) / (Math.Sqrt(v[n] / correction2) + update.Epsilon);
        }
    }

    /// <inheritdoc/>
    public void RmsProp(Tensor parameter, Tensor gradient, Tensor meanSquare, RmsPropUpdate update, double gradientScale)
    {
        OperationShapes.Same("RmsProp (parameter, gradient)", parameter.Shape, gradient.Shape);
        OperationShapes.Same("RmsProp (parameter, mean square)", parameter.Shape, meanSquare.Shape);
        Span<double> p = Values(parameter), g = Values(gradient), s = Values(meanSquare);
        for (int n = 0; n < p.Length; n++)
        {
            double scaled = gradientScale * g[n] + update.WeightDecay * p[n];
            s[n] = update.Decay * s[n] + (1 - update.Decay) * scaled * scaled;
            p[n] -= update.LearningRate * scaled / (Math.Sqrt(s[n]) + update.Epsilon);
        }
    }

    /// <inheritdoc/>
    public void Adagrad(Tensor parameter, Tensor gradient, Tensor sumOfSquares, AdagradUpdate update, double gradientScale)
    {
        OperationShapes.Same("Adagrad (parameter, gradient)", parameter.Shape, gradient.Shape);
        OperationShapes.Same("Adagrad (parameter, sum of squares)", parameter.Shape, sumOfSquares.Shape);
        Span<double> p = Values(parameter), g = Values(gradient), s = Values(sumOfSquares);
        for (int n = 0; n < p.Length; n++)
        {
            double scaled = gradientScale * g[n] + update.WeightDecay * p[n];
            s[n] += scaled * scaled;
            p[n] -= update.LearningRate * scaled / (Math.Sqrt(s[n]) + update.Epsilon);
        }
    }

    /// <inheritdoc/>
    public void Sgd(Tensor parameter, Tensor gradient, Tensor? momentum, SgdUpdate update, double gradientScale)
    {
        OperationShapes.Same("Sgd (parameter, gradient)", parameter.Shape, gradient.Shape);
        if (momentum is not null)
            OperationShapes.Same("Sgd (parameter, momentum)", parameter.Shape, momentum.Shape);
        Span<double> p = Values(parameter), g = Values(gradient), buffer = momentum is null ? default : Values(momentum);
        for (int n = 0; n < p.Length; n++)
        {
            double step = gradientScale * g[n] + update.WeightDecay * p[n];
            if (momentum is not null)
            {
                buffer[n] = update.Momentum * buffer[n] + step;
                step = update.Nesterov ? step + update.Momentum * buffer[n] : buffer[n];
            }

            p[n] -= update.LearningRate * step;
        }
    }
}
