using RnnLab.Compute.Validation;

namespace RnnLab.Compute.Reference;

public sealed partial class ReferenceBackend
{
    /// <inheritdoc/>
    public void SoftmaxCrossEntropy(Tensor logits, IndexTensor targets, Tensor losses, Tensor? probabilities, Tensor? gradient, double gradientScale, CrossEntropyOptions options = default)
    {
        OperationShapes.SoftmaxCrossEntropy(logits.Shape, targets.Shape, losses.Shape, probabilities?.Shape, gradient?.Shape);
        LossShapes.CheckSmoothing(options.LabelSmoothing);
        int vocabulary = logits.Shape.Columns;
        int[] target = Values(targets);
        TokenRange.Check("SoftmaxCrossEntropy", target, vocabulary, options.IgnoreIndex);
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
            bool ignored = target[n] == options.IgnoreIndex;
            double normalizer = Math.Log(sum) + max, smoothed = 0;
            foreach (double logit in row)
                smoothed += (normalizer - logit) / vocabulary;
            loss[n] = ignored ? 0 : ((1 - options.LabelSmoothing) * (normalizer - row[target[n]])) + (options.LabelSmoothing * smoothed);
            for (int v = 0; v < vocabulary; v++)
                softmax[v] /= sum;

            if (probabilities is not null)
                softmax.CopyTo(Values(probabilities).Slice(n * vocabulary, vocabulary));
            if (gradient is not null)
            {
                var gv = Values(gradient).Slice(n * vocabulary, vocabulary);
                for (int v = 0; v < vocabulary; v++)
                    gv[v] = ignored ? 0 : gradientScale * (softmax[v] - (options.LabelSmoothing / vocabulary) - (v == target[n] ? 1 - options.LabelSmoothing : 0));
            }
        }
    }
}
