namespace RnnLab.BackendConformance.Cases;

internal static class SoftmaxCases
{
    public static IEnumerable<OperationCase> All
    {
        get
        {
            foreach (var shape in new[] { new Shape(1, 1), new Shape(3, 2), new Shape(2, 5, 27), new Shape(4, 16), new Shape(50, 65), new Shape(2500, 65), new Shape(40, 2000) })
            {
                foreach (double scale in new[] { 1.0, 20.0 })
                    yield return CrossEntropy(shape, scale);
            }

            yield return new OperationCase("softmax of huge logits, losses alone, gradient over the logits", 1e-6, bench =>
            {
                var logits = bench.Zeros(2, 3);
                logits.CopyFrom([1000f, -1000f, 990f, -500f, -500f, -500f]);
                var targets = bench.Backend.AllocateIndices(new Shape(2));
                targets.CopyFrom([2, 1]);
                var losses = bench.Zeros(2);
                bench.Backend.SoftmaxCrossEntropy(logits, targets, losses, null, null, 1);
                bench.Keep("losses", losses);
                bench.Backend.SoftmaxCrossEntropy(logits, targets, losses, null, logits, 0.5);
                bench.Keep("gradient in place", logits);
            });
        }
    }

    private static DifferentiableCase CrossEntropy(Shape shape, double range) => new(
        $"softmax cross-entropy {shape} range {range}", 2e-6, [shape], -range, range, (bench, inputs) =>
        {
            var targets = bench.Tokens(new Shape(shape.Rows), shape.Columns);
            Tensor losses = bench.Zeros(shape.Rows), probabilities = bench.Backend.Allocate(shape), unit = bench.Backend.Allocate(shape);
            bench.Backend.SoftmaxCrossEntropy(inputs[0], targets, losses, probabilities, unit, 0.125);
            bench.Keep("probabilities", probabilities);
            var total = bench.Zeros(1);
            bench.Backend.Fill(total, bench.Backend.Sum(losses) * 0.125);
            return new Differentiable([total], dTotal =>
            {
                var gradient = bench.Backend.Allocate(shape);
                bench.Backend.Scale(bench.Backend.Sum(dTotal[0]), unit, gradient);
                return [gradient];
            });
        });
}
