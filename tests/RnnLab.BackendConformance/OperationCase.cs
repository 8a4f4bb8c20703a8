namespace RnnLab.BackendConformance;

/// <summary>
/// One row of the table: an operation at some sizes. <paramref name="Tolerance"/> is the largest allowed difference from the reference,
/// as a fraction of the largest magnitude in the reference's result.
/// </summary>
public record OperationCase(string Name, double Tolerance, Action<Bench> Run)
{
    public override string ToString() => Name;
}

/// <summary>What a differentiable operation gave: its outputs, and how gradients of them become gradients of the inputs.</summary>
public record Differentiable(Tensor[] Outputs, Func<Tensor[], Tensor[]> Backward);

/// <summary>
/// An operation with its backward pass. As an <see cref="OperationCase"/> it runs both; on the reference its backward pass is also
/// held against finite differences.
/// </summary>
public record DifferentiableCase(string Name, double Tolerance, Shape[] Inputs, double Low, double High, Func<Bench, Tensor[], Differentiable> Forward)
    : OperationCase(Name, Tolerance, bench => RunBoth(bench, Inputs, Low, High, Forward))
{
    public override string ToString() => Name;

    private static void RunBoth(Bench bench, Shape[] shapes, double low, double high, Func<Bench, Tensor[], Differentiable> forward)
    {
        var inputs = shapes.Select(shape => bench.Random(shape, low, high)).ToArray();
        var result = forward(bench, inputs);
        var gradients = result.Backward([.. result.Outputs.Select(output => bench.Random(output.Shape))]);
        for (int n = 0; n < result.Outputs.Length; n++)
            bench.Keep($"output {n}", result.Outputs[n]);
        for (int n = 0; n < gradients.Length; n++)
            bench.Keep($"gradient {n}", gradients[n]);
    }
}
