namespace RnnLab.BackendConformance.Cases;

/// <summary>Matrix products: all transposes, sizes round and beside every tile edge, and the shapes of training.</summary>
internal static class MatMulCases
{
    private static readonly (int M, int N, int K)[] Sizes =
    [
        (1, 1, 1), (1, 64, 33), (2, 17, 5), (3, 5, 7), (4, 4, 1), (7, 31, 15), (8, 32, 16), (9, 33, 17), (13, 65, 40), (31, 15, 129), (65, 47, 3),
    ];

    /// <summary>Large enough to be blocked in depth and spread over threads.</summary>
    private static readonly (int M, int N, int K)[] LargeSizes = [(130, 193, 150), (50, 512, 128), (65, 128, 700), (70, 300, 600), (1, 512, 300)];

    public static IEnumerable<OperationCase> All
    {
        get
        {
            foreach (var (m, n, k) in Sizes.Concat(LargeSizes))
            {
                foreach (var (ta, tb) in new[] { (false, false), (false, true), (true, false), (true, true) })
                    yield return Product(m, n, k, ta, tb);
            }

            foreach (var (m, n, k) in Sizes.Concat(LargeSizes))
                yield return Linear(m, n, k);

            foreach (bool accumulate in new[] { false, true })
            {
                yield return new OperationCase($"matmul empty depth accumulate={accumulate}", 0, bench =>
                {
                    var c = bench.Random(new Shape(3, 4));
                    bench.Backend.MatMul(bench.Zeros(3, 0), false, bench.Zeros(0, 4), false, c, accumulate);
                    bench.Keep("c", c);
                });
                yield return new OperationCase($"matmul empty depth aT accumulate={accumulate}", 0, bench =>
                {
                    var c = bench.Random(new Shape(9, 40));
                    bench.Backend.MatMul(bench.Zeros(0, 9), true, bench.Zeros(0, 40), false, c, accumulate);
                    bench.Keep("c", c);
                });
            }

            yield return new OperationCase("matmul folds leading axes and reads views", 1e-6, bench =>
            {
                var a = bench.Random(new Shape(5, 3, 11)).View(11 * 3, new Shape(4, 3, 11));
                var c = bench.Zeros(4, 3, 6);
                bench.Backend.MatMul(a, false, bench.Random(new Shape(6, 11)), true, c, accumulate: false);
                bench.Keep("c", c);
            });
            yield return new OperationCase("matmul 512 cubed", 2e-6, bench =>
            {
                var c = bench.Zeros(512, 512);
                bench.Backend.MatMul(bench.Random(new Shape(512, 512)), false, bench.Random(new Shape(512, 512)), false, c, accumulate: false);
                bench.Keep("c", c);
            });
        }
    }

    private static DifferentiableCase Linear(int m, int n, int k) => new(
        $"linear {m}x{n}x{k}", 2e-6, [new Shape(m, k), new Shape(n, k), new Shape(n)], -1, 1, (bench, inputs) =>
        {
            var backend = bench.Backend;
            var y = bench.Zeros(m, n);
            backend.Linear(inputs[0], inputs[1], inputs[2], y);
            return new Differentiable([y], dy =>
            {
                Tensor dx = backend.Allocate(inputs[0].Shape), dw = backend.Allocate(inputs[1].Shape), db = backend.Allocate(inputs[2].Shape);
                backend.MatMul(dy[0], false, inputs[1], false, dx, accumulate: false);
                backend.LinearParameterGradients(dy[0], inputs[0], dw, db);
                return [dx, dw, db];
            });
        });

    private static DifferentiableCase Product(int m, int n, int k, bool ta, bool tb) => new(
        $"matmul {m}x{n}x{k}{(ta ? " aT" : "")}{(tb ? " bT" : "")}", 2e-6, [ta ? new Shape(k, m) : new Shape(m, k), tb ? new Shape(n, k) : new Shape(k, n), new Shape(m, n)], -1, 1, (bench, inputs) =>
        {
            // c is given a value and accumulated into, so that its gradient is the output's own.
            var backend = bench.Backend;
            var c = bench.Zeros(m, n);
            backend.Copy(inputs[2], c);
            backend.MatMul(inputs[0], ta, inputs[1], tb, c, accumulate: true);
            return new Differentiable([c], dc =>
            {
                Tensor da = backend.Allocate(inputs[0].Shape), db = backend.Allocate(inputs[1].Shape);
                if (ta)
                    backend.MatMul(inputs[1], tb, dc[0], true, da, accumulate: false);
                else
                    backend.MatMul(dc[0], false, inputs[1], !tb, da, accumulate: false);
                if (tb)
                    backend.MatMul(dc[0], true, inputs[0], ta, db, accumulate: false);
                else
                    backend.MatMul(inputs[0], !ta, dc[0], false, db, accumulate: false);
                return [da, db, dc[0]];
            });
        });
}
