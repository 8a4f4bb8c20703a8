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
                    yield return CrossEntropy(shape, scale, default);
                yield return CrossEntropy(shape, 5, new CrossEntropyOptions(IgnoreIndex: 0));
                yield return CrossEntropy(shape, 5, new CrossEntropyOptions(LabelSmoothing: 0.1));
                yield return CrossEntropy(shape, 5, new CrossEntropyOptions(IgnoreIndex: 1, LabelSmoothing: 0.3));
            }

            foreach (var (rows, components) in new[] { (1, 1), (4, 3), (33, 20), (1000, 8) })
                yield return Mixture(rows, components);

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

    private static DifferentiableCase CrossEntropy(Shape shape, double range, CrossEntropyOptions options) => new(
        $"softmax cross-entropy {shape} range {range}{(options == default ? "" : $" ignoring {options.IgnoreIndex} smoothing {options.LabelSmoothing}")}", 2e-6, [shape], -range, range, (bench, inputs) =>
        {
            var targets = bench.Tokens(new Shape(shape.Rows), shape.Columns);
            Tensor losses = bench.Zeros(shape.Rows), probabilities = bench.Backend.Allocate(shape), unit = bench.Backend.Allocate(shape);
            bench.Backend.SoftmaxCrossEntropy(inputs[0], targets, losses, probabilities, unit, 0.125, options);
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

    private static DifferentiableCase Mixture(int rows, int components) => new(
        $"mixture density of {components} for {rows} points", 2e-6, [new Shape(rows, 6 * components + 1)], -1.5, 1.5, (bench, inputs) =>
        {
            var points = bench.Random(new Shape(rows, 3), -2, 2);
            var host = points.ToArray();
            for (int n = 2; n < host.Length; n += 3)
                host[n] = host[n] > 1 ? 1 : 0;
            points.CopyFrom(host);
            Tensor losses = bench.Zeros(rows), unit = bench.Backend.Allocate(inputs[0].Shape);
            bench.Backend.MixtureDensity(inputs[0], points, losses, unit, 0.25);
            bench.Keep("losses", losses);
            var total = bench.Zeros(1);
            bench.Backend.Fill(total, bench.Backend.Sum(losses) * 0.25);
            return new Differentiable([total], dTotal =>
            {
                var gradient = bench.Backend.Allocate(inputs[0].Shape);
                bench.Backend.Scale(bench.Backend.Sum(dTotal[0]), unit, gradient);
                return [gradient];
            });
        });
}
