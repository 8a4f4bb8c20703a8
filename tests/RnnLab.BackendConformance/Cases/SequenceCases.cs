namespace RnnLab.BackendConformance.Cases;

/// <summary>Row softmax, products of whole batches, and pooling over time.</summary>
internal static class SequenceCases
{
    public static IEnumerable<OperationCase> All
    {
        get
        {
            foreach (var shape in new[] { new Shape(1, 1), new Shape(3, 5), new Shape(2, 4, 17), new Shape(60, 33), new Shape(5, 32, 100) })
            {
                yield return Softmax(shape, maskRows: 0);
                yield return Softmax(shape, maskRows: 1);
                if (shape.Rank == 3)
                    yield return Softmax(shape, maskRows: shape[1]);
            }

            foreach (var (m, batch, k, n) in new[] { (1, 1, 1, 1), (2, 3, 4, 5), (7, 4, 33, 17), (1, 8, 64, 50), (20, 5, 24, 31) })
            {
                foreach (bool transposeA in new[] { false, true })
                {
                    foreach (bool transposeB in new[] { false, true })
                        yield return Product(m, batch, k, n, transposeA, transposeB);
                }
            }

            foreach (var shape in new[] { new Shape(1, 1, 1), new Shape(4, 3, 5), new Shape(9, 2, 33), new Shape(40, 16, 70) })
            {
                foreach (bool lengths in new[] { false, true })
                    yield return Maximum(shape, lengths);
            }
        }
    }

    private static DifferentiableCase Softmax(Shape shape, int maskRows) => new($"row softmax {shape} with {maskRows} rows of mask", 2e-6, [shape], -4, 4, (bench, inputs) =>
    {
        Tensor? mask = null;
        if (maskRows > 0)
        {
            mask = bench.Random(new Shape(maskRows, shape.Columns));
            var host = mask.ToArray();
            for (int n = 0; n < host.Length; n++)
            {
                // The last row has nothing left.
                host[n] = host[n] > -0.3f && (maskRows == 1 || n < host.Length - shape.Columns) ? 1 : 0;
            }

            mask.CopyFrom(host);
        }

        var y = bench.Backend.Allocate(shape);
        bench.Backend.SoftmaxRows(inputs[0], mask, y);
        return new Differentiable([y], dy =>
        {
            Tensor dx = bench.Backend.Allocate(shape), added = bench.Random(shape);
            bench.Backend.SoftmaxRowsBackward(y, dy[0], dx, accumulate: false);
            bench.Backend.SoftmaxRowsBackward(y, dy[0], added, accumulate: true);
            bench.Keep("accumulated", added);
            return [dx];
        });
    });

    private static DifferentiableCase Product(int m, int batch, int k, int n, bool transposeA, bool transposeB)
    {
        Shape a = transposeA ? new(k, batch, m) : new(m, batch, k), b = transposeB ? new(n, batch, k) : new(k, batch, n), c = new(m, batch, n);
        return new($"batch matmul {a}{(transposeA ? "T" : "")} {b}{(transposeB ? "T" : "")}", 2e-6, [a, b], -1, 1, (bench, inputs) =>
        {
            var result = bench.Backend.Allocate(c);
            bench.Backend.BatchMatMul(inputs[0], transposeA, inputs[1], transposeB, result, accumulate: false);
            var added = bench.Random(c);
            bench.Backend.BatchMatMul(inputs[0], transposeA, inputs[1], transposeB, added, accumulate: true);
            bench.Keep("accumulated", added);
            return new Differentiable([result], dc =>
            {
                Tensor da = bench.Backend.Allocate(a), db = bench.Backend.Allocate(b);
                if (transposeA)
                    bench.Backend.BatchMatMul(inputs[1], transposeB, dc[0], true, da, accumulate: false);
                else
                    bench.Backend.BatchMatMul(dc[0], false, inputs[1], !transposeB, da, accumulate: false);
                if (transposeB)
                    bench.Backend.BatchMatMul(dc[0], true, inputs[0], transposeA, db, accumulate: false);
                else
                    bench.Backend.BatchMatMul(inputs[0], !transposeA, dc[0], false, db, accumulate: false);
                return [da, db];
            });
        });
    }

    private static DifferentiableCase Maximum(Shape shape, bool ragged) => new($"max over time {shape}{(ragged ? " with lengths" : "")}", 1e-6, [shape], -1, 1, (bench, inputs) =>
    {
        // Lengths T, T - 1 and so on, round to 0.
        var lengths = bench.Backend.AllocateIndices(new Shape(shape[1]));
        lengths.CopyFrom([.. Enumerable.Range(0, shape[1]).Select(b => (shape[0] * (shape[1] + 1) - b) % (shape[0] + 1))]);
        Tensor y = bench.Zeros(shape[1], shape[2]), winners = bench.Zeros(shape[1], shape[2]);
        bench.Backend.MaxOverTime(inputs[0], ragged ? lengths : null, y, winners);
        bench.Keep("winners", winners);
        return new Differentiable([y], dy =>
        {
            var dx = bench.Backend.Allocate(shape);
            bench.Backend.MaxOverTimeBackward(dy[0], winners, dx);
            return [dx];
        });
    });
}
