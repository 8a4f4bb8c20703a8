using RnnLab.Compute;
using RnnLab.Compute.Reference;
using RnnLab.Nn.Autodiff;

namespace RnnLab.Nn.Tests.Support;

/// <summary>Compares the tape's gradients with central differences in float64.</summary>
public static class GradientCheck
{
    private const double Step = 1e-5;

    /// <summary>
    /// Builds sum(f(leaves) * weights) with random weights, so that every output element counts differently, and checks every element of every leaf.
    /// </summary>
    public static void Run(Func<Tape, Variable[], Variable> function, params Tensor[] leaves)
    {
        using var tape = new Tape(leaves[0].Backend);
        var variables = leaves.Select(tape.Leaf).ToArray();
        var output = function(tape, variables);
        using var weights = new TestRandom(4711).Tensor(tape.Backend, output.Shape);
        var loss = output.Multiply(tape.Constant(weights)).Sum();
        var gradients = Gradients();
        var again = Gradients();

        // The two losses whose difference is taken are rounded to 1e-16 of themselves.
        double noise = 2e-16 / Step * (1 + Math.Abs(Close.Values(loss.Value)[0]));
        for (int leaf = 0; leaf < leaves.Length; leaf++)
        {
            Close.Equal(gradients[leaf], again[leaf], 0, $"leaf {leaf} in a second backward pass");
            Close.Equal(Numerical(tape, loss, leaves[leaf]), gradients[leaf], 1e-7, $"leaf {leaf} {leaves[leaf].Shape}", noise);
        }

        double[][] Gradients()
        {
            tape.Backward(loss);
            return [.. variables.Select(variable => Close.Values(variable.Gradient ?? throw new InvalidOperationException($"No gradient reached {variable.Shape}.")))];
        }
    }

    private static double[] Numerical(Tape tape, Variable loss, Tensor leaf)
    {
        Assert.IsType<ReferenceBackend>(tape.Backend);
        double[] values = Close.Values(leaf), slopes = new double[values.Length];
        for (int n = 0; n < values.Length; n++)
        {
            double at = values[n];
            values[n] = at + Step;
            double above = Evaluate(values);
            values[n] = at - Step;
            slopes[n] = (above - Evaluate(values)) / (2 * Step);
            values[n] = at;
        }

        leaf.CopyFrom(values);
        return slopes;

        double Evaluate(double[] moved)
        {
            leaf.CopyFrom(moved);
            tape.Replay();
            return Close.Values(loss.Value)[0];
        }
    }
}
