namespace RnnLab.BackendConformance.Cases;

internal static class ElementwiseCases
{
    public static IEnumerable<OperationCase> All
    {
        get
        {
            foreach (var op in Enum.GetValues<UnaryOp>())
            {
                foreach (int count in new[] { 1, 3, 16, 37, 1000 })
                    yield return Unary(op, count, accumulate: count == 37);
            }

            yield return Unary(UnaryOp.Tanh, 200_003, accumulate: true);
            foreach (var op in new[] { UnaryOp.Sigmoid, UnaryOp.Tanh, UnaryOp.Exp, UnaryOp.Relu })
                yield return Extremes(op);

            foreach (var op in Enum.GetValues<BinaryOp>())
            {
                yield return Binary(op, new Shape(37), new Shape(37));
                yield return Binary(op, new Shape(2, 3, 17), new Shape(17));
                yield return Binary(op, new Shape(5, 1), new Shape(1));
                yield return Binary(op, new Shape(4, 16), new Shape(1, 16));
            }

            yield return Binary(BinaryOp.Add, new Shape(900, 129), new Shape(129));
            yield return Binary(BinaryOp.Multiply, new Shape(900, 129), new Shape(900, 129));

            yield return new OperationCase("fill, copy, scale, add scaled, in place", 3e-7, bench =>
            {
                var x = bench.Random(new Shape(7, 19));
                var y = bench.Zeros(7, 19);
                bench.Backend.Copy(x, y);
                bench.Backend.Scale(-1.5, y, y);
                bench.Backend.AddScaled(0.25, x, y);
                bench.Keep("y", y);
                bench.Backend.Fill(y.View(19, new Shape(19)), 3.25);
                bench.Keep("filled", y);
                bench.Backend.Binary(BinaryOp.Multiply, y, y, y);
                bench.Backend.Unary(UnaryOp.Sqrt, y, y);
                bench.Keep("absolute", y);
            });
            yield return new OperationCase("nothing happens to empty tensors", 0, bench =>
            {
                Tensor x = bench.Zeros(0, 5), y = bench.Zeros(0, 5);
                bench.Backend.Scale(2, x, y);
                bench.Backend.Unary(UnaryOp.Tanh, x, y);
                bench.Backend.Binary(BinaryOp.Add, x, y, y);
                bench.Keep("sum", bench.Backend.Sum(y));
            });
        }
    }

    private static DifferentiableCase Unary(UnaryOp op, int count, bool accumulate)
    {
        // Log and Sqrt live on positive numbers; Relu's kink at 0 has no finite difference and random numbers miss it.
        double low = op is UnaryOp.Log or UnaryOp.Sqrt ? 0.1 : -3;
        return new DifferentiableCase($"{op} of {count}", 4e-7, [new Shape(count)], low, 3, (bench, inputs) =>
        {
            var y = bench.Zeros(count);
            bench.Backend.Unary(op, inputs[0], y);
            return new Differentiable([y], dy =>
            {
                var dx = bench.Zeros(count);
                if (accumulate)
                    bench.Backend.Fill(dx, 0);
                bench.Backend.UnaryBackward(op, inputs[0], y, dy[0], dx, accumulate);
                return [dx];
            });
        });
    }

    private static OperationCase Extremes(UnaryOp op) => new($"{op} of extremes", 2e-7, bench =>
    {
        float[] values = [0, -0f, 1e-30f, -1e-30f, 1e-5f, -1e-5f, 1e-3f, -0.3f, 0.3f, 8, -8, 10, -10, 15, -15, 20, -20, 50, -50, -80, -100, -1000, 85];
        var x = bench.Zeros(values.Length);
        x.CopyFrom(values);
        var y = bench.Zeros(values.Length);
        bench.Backend.Unary(op, x, y);
        var kept = y.ToArray();

        // Each value apart, because the tolerance is a fraction of the largest.
        for (int n = 0; n < kept.Length; n++)
            bench.Keep($"{op}({values[n]})", kept[n]);
    });

    private static DifferentiableCase Binary(BinaryOp op, Shape a, Shape b) => new(
        $"{op} of {a} and {b}", 1e-6, [a, b], 0.5, 2, (bench, inputs) =>
        {
            var backend = bench.Backend;
            var y = backend.Allocate(a);
            backend.Binary(op, inputs[0], inputs[1], y);
            return new Differentiable([y], dy =>
            {
                Tensor da = backend.Allocate(a), full = backend.Allocate(a), db = backend.Allocate(b);
                switch (op)
                {
                    case BinaryOp.Add:
                        backend.Copy(dy[0], da);
                        backend.Copy(dy[0], full);
                        break;
                    case BinaryOp.Subtract:
                        backend.Copy(dy[0], da);
                        backend.Scale(-1, dy[0], full);
                        break;
                    case BinaryOp.Multiply:
                        backend.Binary(BinaryOp.Multiply, dy[0], inputs[1], da);
                        backend.Binary(BinaryOp.Multiply, dy[0], inputs[0], full);
                        break;
                    default:
                        backend.Binary(BinaryOp.Divide, dy[0], inputs[1], da);
                        backend.Binary(BinaryOp.Multiply, da, y, full);
                        backend.Scale(-1, full, full);
                        break;
                }

                if (a == b)
                    backend.Copy(full, db);
                else
                    backend.SumRows(full, db, accumulate: false);
                return [da, db];
            });
        });
}
