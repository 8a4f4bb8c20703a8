namespace RnnLab.BackendConformance.Cases;

internal static class OptimizerCases
{
    private delegate void Step(IComputeBackend backend, Tensor parameter, Tensor gradient, Tensor first, Tensor second, int step);

    public static IEnumerable<OperationCase> All
    {
        get
        {
            foreach (int count in new[] { 1, 37, 1024, 150_001 })
            {
                yield return Steps($"adam {count}", count, (backend, p, g, m, v, step) => backend.Adam(p, g, m, v, new AdamUpdate(2e-3, 0.9, 0.999, 1e-8, step), 0.5));
                yield return Steps($"rmsprop {count}", count, (backend, p, g, _, v, _) => backend.RmsProp(p, g, v, new RmsPropUpdate(2e-3, 0.95, 1e-8), 0.5));
                yield return Steps($"sgd {count}", count, (backend, p, g, _, _, _) => backend.Sgd(p, g, null, new SgdUpdate(0.1, 0), 0.5));
                yield return Steps($"adam with weight decay {count}", count, (backend, p, g, m, v, step) => backend.Adam(p, g, m, v, new AdamUpdate(2e-3, 0.9, 0.999, 1e-8, step, 0.1), 0.5));
                yield return Steps($"adamw {count}", count, (backend, p, g, m, v, step) => backend.Adam(p, g, m, v, new AdamUpdate(2e-3, 0.9, 0.999, 1e-8, step, 0.1, Decoupled: true), 0.5));
                yield return Steps($"rmsprop with weight decay {count}", count, (backend, p, g, _, v, _) => backend.RmsProp(p, g, v, new RmsPropUpdate(2e-3, 0.95, 1e-8, 0.1), 0.5));
                yield return Steps($"adagrad {count}", count, (backend, p, g, _, v, _) => backend.Adagrad(p, g, v, new AdagradUpdate(0.05, 1e-10), 0.5));
                yield return Steps($"adagrad with weight decay {count}", count, (backend, p, g, _, v, _) => backend.Adagrad(p, g, v, new AdagradUpdate(0.05, 1e-10, 0.1), 0.5));
                yield return Steps($"sgd with weight decay {count}", count, (backend, p, g, _, _, _) => backend.Sgd(p, g, null, new SgdUpdate(0.1, 0, WeightDecay: 0.1), 0.5));
                yield return Steps($"nesterov with weight decay {count}", count, (backend, p, g, m, _, _) => backend.Sgd(p, g, m, new SgdUpdate(0.1, 0.9, Nesterov: true, 0.1), 2));
                yield return Steps($"sgd with momentum {count}", count, (backend, p, g, m, _, _) => backend.Sgd(p, g, m, new SgdUpdate(0.1, 0.9), 2));
            }
        }
    }

    private static OperationCase Steps(string name, int count, Step update) => new(name, 1e-6, bench =>
    {
        Tensor parameter = bench.Random(new Shape(count)), first = bench.Zeros(count), second = bench.Zeros(count);
        for (int step = 1; step <= 5; step++)
            update(bench.Backend, parameter, bench.Random(new Shape(count), -0.1, 0.1), first, second, step);
        bench.Keep("parameter", parameter);
        bench.Keep("first", first);
        bench.Keep("second", second);
    });
}
