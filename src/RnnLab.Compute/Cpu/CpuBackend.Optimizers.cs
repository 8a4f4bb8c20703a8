using RnnLab.Compute.Validation;

namespace RnnLab.Compute.Cpu;

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public void Adam(Tensor parameter, Tensor gradient, Tensor firstMoment, Tensor secondMoment, AdamUpdate update, double gradientScale)
    {
        OperationShapes.Same("Adam (parameter, gradient)", parameter.Shape, gradient.Shape);
        OperationShapes.Same("Adam (parameter, first moment)", parameter.Shape, firstMoment.Shape);
        OperationShapes.Same("Adam (parameter, second moment)", parameter.Shape, secondMoment.Shape);
        Rates.CheckStep(update.Step);
        _kernels.Adam(parameter.Shape.Count, Read(parameter), Read(gradient), Read(firstMoment), Read(secondMoment), update, gradientScale);
    }

    /// <inheritdoc/>
    public void RmsProp(Tensor parameter, Tensor gradient, Tensor meanSquare, RmsPropUpdate update, double gradientScale)
    {
        OperationShapes.Same("RmsProp (parameter, gradient)", parameter.Shape, gradient.Shape);
        OperationShapes.Same("RmsProp (parameter, mean square)", parameter.Shape, meanSquare.Shape);
        _kernels.RmsProp(parameter.Shape.Count, Read(parameter), Read(gradient), Read(meanSquare), update, gradientScale);
    }

    /// <inheritdoc/>
    public void Adagrad(Tensor parameter, Tensor gradient, Tensor sumOfSquares, AdagradUpdate update, double gradientScale)
    {
        OperationShapes.Same("Adagrad (parameter, gradient)", parameter.Shape, gradient.Shape);
        OperationShapes.Same("Adagrad (parameter, sum of squares)", parameter.Shape, sumOfSquares.Shape);
        _kernels.Adagrad(parameter.Shape.Count, Read(parameter), Read(gradient), Read(sumOfSquares), update, gradientScale);
    }

    /// <inheritdoc/>
    public void Sgd(Tensor parameter, Tensor gradient, Tensor? momentum, SgdUpdate update, double gradientScale)
    {
        OperationShapes.Same("Sgd (parameter, gradient)", parameter.Shape, gradient.Shape);
        if (momentum is null)
        {
            // p - lr (g + decay p) = (1 - lr decay) p - lr g.
            if (update.WeightDecay != 0)
                _kernels.Scale(parameter.Shape.Count, 1 - update.LearningRate * update.WeightDecay, Read(parameter), Read(parameter));
            _kernels.AddScaled(parameter.Shape.Count, -update.LearningRate * gradientScale, Read(gradient), Read(parameter));
            return;
        }

        OperationShapes.Same("Sgd (parameter, momentum)", parameter.Shape, momentum.Shape);
        _kernels.Momentum(parameter.Shape.Count, Read(parameter), Read(gradient), Read(momentum), update, gradientScale);
    }
}
