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

    /// <summary>Trains the model one step without changing its weights, truncated as the graph is, and compares.</summary>
    internal static EngineComparison Of(UnrolledGraph graph, LanguageModel model, string cuts)
    {
        model.ZeroGradients();
        double loss = Train(graph.Plan, model, Truncation.Draw(cuts));
        var stepped = UnrolledWeights.ToModel(graph, model);
        return new(model.Backend.Name, loss, [.. model.Parameters.Select((parameter, n) => (parameter.Name, stepped[n].Length, Difference(stepped[n], Read(parameter.Gradient))))]);
    }

    /// <summary>The largest difference of two arrays relative to the largest number in them; 0 where both are 0 throughout.</summary>
    public static double Difference(double[] one, double[] other)
    {
        double largest = one.Concat(other).Max(Math.Abs), apart = one.Zip(other, (a, b) => Math.Abs(a - b)).Max();
        return largest == 0 ? 0 : apart / largest;
    }

    // Regular truncation as training does it: window after window, the state carried on; each adds its share of the mean loss.
    private static double Train(UnrolledPlan plan, LanguageModel model, int? draw)
    {
        using var state = model.CreateState(1);
        int[] inputs = [.. plan.Inputs], targets = [.. plan.Targets], ends = [.. plan.Cuts.Where(t => t > 0 && t < plan.Time).Order(), plan.Time];
        double loss = 0;
        int start = 0;
        foreach (int end in ends)
        {
            using var read = model.Backend.AllocateIndices(new Shape(end - start, 1));
            using var answers = model.Backend.AllocateIndices(new Shape(end - start, 1));
            read.CopyFrom(inputs.AsSpan(start, end - start));
            answers.CopyFrom(targets.AsSpan(start, end - start));
            double share = (end - start) / (double)plan.Time;
            loss += share * (draw is { } step ? model.ForwardBackward(read, answers, state, (ulong)step, share, new SequenceMode(Truncation.MeanLength)) : model.ForwardBackward(read, answers, state, 0, share));
            start = end;
        }

        return loss;
    }

    private static double[] Read(Tensor tensor)
    {
        double[] values = new double[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }
}
