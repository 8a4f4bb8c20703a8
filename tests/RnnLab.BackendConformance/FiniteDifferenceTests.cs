using RnnLab.Compute.Reference;

namespace RnnLab.BackendConformance;

/// <summary>Every backward pass of the reference agrees with central differences of its forward pass, in float64.</summary>
public class FiniteDifferenceTests
{
    /// <summary>Central differences of step h err by h squared in truncation and by 1e-16 / h in rounding: 1e-10 and 1e-11 of the values.</summary>
    private const double Step = 1e-5, Tolerance = 2e-7;

    /// <summary>Elements probed in each input; they are spread evenly over it.</summary>
    private const int Probes = 24;

    [Theory]
    [MemberData(nameof(CaseTable.DifferentiableNames), MemberType = typeof(CaseTable))]
    public void Backward_agrees_with_central_differences(string name)
    {
        var test = (DifferentiableCase)CaseTable.All[name];
        var backend = new ReferenceBackend();
        var values = test.Inputs.Select(shape => Host(new Bench(backend), shape, test)).ToArray();
        for (int n = 1; n < values.Length; n++)
            values[n] = [.. values[n].Select((v, i) => test.Low + (test.High - test.Low) * Philox.Uniform(new PhiloxKey(77, (ulong)n), (ulong)i))];

        double[][] weights = [];
        var analytic = Evaluate(backend, test, values, ref weights, backward: true).Gradients!;
        for (int input = 0; input < values.Length; input++)
        {
            int stride = Math.Max(1, values[input].Length / Probes);
            for (int element = 0; element < values[input].Length; element += stride)
            {
                double original = values[input][element];
                values[input][element] = original + Step;
                double up = Evaluate(backend, test, values, ref weights, backward: false).Loss;
                values[input][element] = original - Step;
                double down = Evaluate(backend, test, values, ref weights, backward: false).Loss;
                values[input][element] = original;
                double numeric = (up - down) / (2 * Step);
                if (!(Math.Abs(numeric - analytic[input][element]) <= Tolerance * (1 + Math.Abs(numeric))))
                    Assert.Fail($"{name}: input {input}, element {element}: the backward pass gives {analytic[input][element]:R}, finite differences {numeric:R}.");
            }
        }
    }

    private static double[] Host(Bench bench, Shape shape, DifferentiableCase test)
    {
        var values = new double[shape.Count];
        bench.Random(shape, test.Low, test.High).CopyTo(values);
        return values;
    }

    /// <summary>The loss is the outputs' dot product with fixed random weights, which are therefore the outputs' gradients.</summary>
    private static (double Loss, double[][]? Gradients) Evaluate(ReferenceBackend backend, DifferentiableCase test, double[][] values, ref double[][] weights, bool backward)
    {
        var bench = new Bench(backend);
        var inputs = test.Inputs.Zip(values, (shape, host) =>
        {
            var tensor = backend.Allocate(shape);
            tensor.CopyFrom(host);
            return tensor;
        }).ToArray();
        var result = test.Forward(bench, inputs);
        if (weights.Length == 0)
            weights = [.. result.Outputs.Select((output, n) => Enumerable.Range(0, (int)output.Shape.Count).Select(i => Philox.Uniform(new PhiloxKey(99, (ulong)n), (ulong)i) - 0.5).ToArray())];

        double loss = 0;
        for (int n = 0; n < result.Outputs.Length; n++)
        {
            var output = new double[result.Outputs[n].Shape.Count];
            result.Outputs[n].CopyTo(output);
            loss += output.Zip(weights[n], (o, w) => o * w).Sum();
        }

        if (!backward)
            return (loss, null);
        var gradients = result.Backward([.. result.Outputs.Zip(weights, (output, w) =>
        {
            var tensor = backend.Allocate(output.Shape);
            tensor.CopyFrom(w);
            return tensor;
        })]);
        return (loss, [.. gradients.Select(gradient =>
        {
            var host = new double[gradient.Shape.Count];
            gradient.CopyTo(host);
            return host;
        })]);
    }
}
