using RnnLab.Compute.Validation;

namespace RnnLab.Compute.Reference;

public sealed partial class ReferenceBackend
{
    /// <inheritdoc/>
    public void SoftmaxCrossEntropy(Tensor logits, IndexTensor targets, Tensor losses, Tensor? probabilities, Tensor? gradient, double gradientScale)
    {
        OperationShapes.SoftmaxCrossEntropy(logits.Shape, targets.Shape, losses.Shape, probabilities?.Shape, gradient?.Shape);
        int vocabulary = logits.Shape.Columns;
        int[] target = Values(targets);
        TokenRange.Check("SoftmaxCrossEntropy", target, vocabulary);
        Span<double> all = Values(logits), loss = Values(losses);
        var softmax = new double[vocabulary];
        for (int n = 0; n < target.Length; n++)
        {
            var row = all.Slice(n * vocabulary, vocabulary);

            // Subtracting the maximum changes nothing in the quotient and keeps every exponential finite.
            double max = double.NegativeInfinity, sum = 0;
            foreach (double logit in row)
                max = Math.Max(max, logit);
            for (int v = 0; v < vocabulary; v++)
                sum += softmax[v] = Math.Exp(row[v] - max);
            loss[n] = Math.Log(sum) + max - row[target[n]];
            for (int v = 0; v < vocabulary; v++)
                softmax[v] /= sum;

            if (probabilities is not null)
                softmax.CopyTo(Values(probabilities).Slice(n * vocabulary, vocabulary));
            if (gradient is not null)
            {
                var gv = Values(gradient).Slice(n * vocabulary, vocabulary);
                for (int v = 0; v < vocabulary; v++)
                    gv[v] = gradientScale * (softmax[v] - (v == target[n] ? 1 : 0));
            }
        }
    }
}
