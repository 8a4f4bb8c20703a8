namespace RnnLab.BackendConformance.Cases;

internal static class IndexingCases
{
    public static IEnumerable<OperationCase> All
    {
        get
        {
            foreach (var (vocabulary, width, count) in new[] { (1, 1, 1), (5, 3, 7), (65, 33, 50), (300, 128, 3000) })
            {
                yield return new DifferentiableCase($"gather {count} of [{vocabulary}, {width}]", 2e-6, [new Shape(vocabulary, width)], -1, 1, (bench, inputs) =>
                {
                    var tokens = bench.Tokens(new Shape(count), vocabulary);
                    var y = bench.Zeros(count, width);
                    bench.Backend.GatherRows(inputs[0], tokens, y);
                    return new Differentiable([y], dy =>
                    {
                        var table = bench.Zeros(vocabulary, width);
                        bench.Backend.ScatterAddRows(dy[0], tokens, table);
                        return [table];
                    });
                });
            }

            foreach (var (rows, columns, start, width) in new[] { (1, 1, 0, 1), (4, 7, 2, 3), (3, 40, 7, 33), (2000, 96, 32, 32) })
            {
                yield return new DifferentiableCase($"columns {start} to {start + width} of [{rows}, {columns}]", 1e-7, [new Shape(rows, columns)], -1, 1, (bench, inputs) =>
                {
                    var y = bench.Zeros(rows, width);
                    bench.Backend.SliceColumns(inputs[0], start, y);
                    return new Differentiable([y], dy =>
                    {
                        var dx = bench.Zeros(rows, columns);
                        bench.Backend.AddToColumns(dy[0], dx, start);
                        return [dx];
                    });
                });
            }
        }
    }
}
