namespace RnnLab.BackendConformance.Cases;

internal static class ReductionCases
{
    public static IEnumerable<OperationCase> All
    {
        get
        {
            foreach (var shape in new[] { new Shape(1), new Shape(17), new Shape(1, 40), new Shape(50, 3), new Shape(3, 5, 33), new Shape(2500, 200) })
            {
                yield return new OperationCase($"sums of {shape}", 1e-6, bench =>
                {
                    var x = bench.Random(shape, -0.5, 1);
                    var row = bench.Random(new Shape(shape.Columns));
                    bench.Keep("sum", bench.Backend.Sum(x));
                    bench.Keep("squares", bench.Backend.SumOfSquares(x));
                    bench.Backend.SumRows(x, row, accumulate: true);
                    bench.Keep("accumulated rows", row);
                    bench.Backend.SumRows(x, row, accumulate: false);
                    bench.Keep("rows", row);
                });
                yield return new OperationCase($"clip {shape}", 1e-7, bench =>
                {
                    var x = bench.Random(shape);
                    bench.Keep("clipped", bench.Backend.ClipValue(x, 0.5));
                    bench.Keep("x", x);
                });
            }

            yield return new OperationCase("sum of no rows", 0, bench =>
            {
                var row = bench.Random(new Shape(3));
                bench.Backend.SumRows(bench.Zeros(0, 3), row, accumulate: true);
                bench.Keep("kept", row);
                bench.Backend.SumRows(bench.Zeros(0, 3), row, accumulate: false);
                bench.Keep("zero", row);
            });
        }
    }
}
