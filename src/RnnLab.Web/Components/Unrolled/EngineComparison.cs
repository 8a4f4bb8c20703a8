using RnnLab.Compute;
using RnnLab.Nn;
using RnnLab.Nn.Unrolled;

namespace RnnLab.Web.Components.Unrolled;

/// <summary>The stepper's total against the gradient that trains.</summary>
/// <param name="Backend">What computed the other side.</param>
/// <param name="Loss">Its loss, nats.</param>
/// <param name="Parameters">For each parameter its name, its size, and the largest difference relative to its largest gradient.</param>
public sealed record EngineComparison(string Backend, double Loss, IReadOnlyList<(string Name, int Count, double Difference)> Parameters)
{
    /// <summary>The largest relative difference of all.</summary>
    public double Largest => Parameters.Max(parameter => parameter.Difference);

    /// <summary>Trains the model one step without changing its weights, and compares.</summary>
    internal static EngineComparison Of(UnrolledGraph graph, LanguageModel model)
    {
        int time = graph.Plan.Time;
        using var tokens = model.Backend.AllocateIndices(new Shape(time, 1));
        using var targets = model.Backend.AllocateIndices(new Shape(time, 1));
        tokens.CopyFrom([.. graph.Plan.Inputs]);
        targets.CopyFrom([.. graph.Plan.Targets]);
        using var state = model.CreateState(1);
        model.ZeroGradients();
        double loss = model.ForwardBackward(tokens, targets, state, 0);
        var stepped = UnrolledWeights.ToModel(graph, model);
        return new(model.Backend.Name, loss, [.. model.Parameters.Select((parameter, n) => (parameter.Name, stepped[n].Length, Difference(stepped[n], Read(parameter.Gradient))))]);
    }

    /// <summary>The largest difference of two arrays relative to the largest number in them; 0 where both are 0 throughout.</summary>
    public static double Difference(double[] one, double[] other)
    {
        double largest = one.Concat(other).Max(Math.Abs), apart = one.Zip(other, (a, b) => Math.Abs(a - b)).Max();
        return largest == 0 ? 0 : apart / largest;
    }

    private static double[] Read(Tensor tensor)
    {
        double[] values = new double[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }
}
