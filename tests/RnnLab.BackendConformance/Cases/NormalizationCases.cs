namespace RnnLab.BackendConformance.Cases;

/// <summary>Layer normalisation without gain and bias.</summary>
internal static class NormalizationCases
{
    public static IEnumerable<OperationCase> All
    {
        get
        {
            foreach (var shape in new[] { new Shape(1, 2), new Shape(3, 7), new Shape(2, 5, 16), new Shape(4, 33), new Shape(60, 128), new Shape(700, 75) })
            {
                yield return new DifferentiableCase($"normalize rows {shape}", 2e-6, [shape], -1, 2, (bench, inputs) =>
                {
                    Tensor y = bench.Backend.Allocate(shape), inverse = bench.Zeros(shape.Rows);
                    bench.Backend.NormalizeRows(inputs[0], 1e-3, y, inverse);
                    bench.Keep("inverse deviations", inverse);
                    return new Differentiable([y], dy =>
                    {
                        var dx = bench.Backend.Allocate(shape);
                        bench.Backend.NormalizeRowsBackward(y, inverse, dy[0], dx, accumulate: false);
                        return [dx];
                    });
                });
                yield return new OperationCase($"normalize rows {shape} in place, accumulate", 2e-6, bench =>
                {
                    Tensor x = bench.Random(shape, 3, 5), inverse = bench.Zeros(shape.Rows), dx = bench.Random(shape);
                    bench.Backend.NormalizeRows(x, 1e-5, x, inverse);
                    bench.Keep("y", x);
                    bench.Backend.NormalizeRowsBackward(x, inverse, bench.Random(shape), dx, accumulate: true);
                    bench.Keep("dx", dx);
                });
            }

            yield return new OperationCase("normalize rows of one number, and of equal numbers", 1e-6, bench =>
            {
                Tensor single = bench.Random(new Shape(5, 1)), equal = bench.Zeros(3, 16), few = bench.Zeros(5), inverse = bench.Zeros(3);
                bench.Backend.Fill(equal, 0.25);
                bench.Backend.NormalizeRows(single, 1e-2, single, few);
                bench.Backend.NormalizeRows(equal, 1e-2, equal, inverse);
                bench.Keep("single", single);
                bench.Keep("equal", equal);
                bench.Keep("inverse", inverse);
            });
        }
    }
}
