namespace RnnLab.Nn.Unrolled;

/// <summary>How the gradient of the loss fares on its way back through a layer.</summary>
/// <param name="Layer">The layer, from 0.</param>
/// <param name="State">h, or c.</param>
/// <param name="Norms">The norm of the gradient of the loss with respect to the state after each step; 0 where none arrives.</param>
public sealed record StateGradients(int Layer, string State, IReadOnlyList<double> Norms);

/// <summary>How far gradients reach in an unrolled network.</summary>
public static class GradientFlow
{
    /// <summary>|dL/dh_t| and |dL/dc_t| of every layer that reads forward.</summary>
    public static IReadOnlyList<StateGradients> Norms(UnrolledGraph graph)
    {
        var result = new List<StateGradients>();
        for (int layer = 0; layer < graph.Plan.Layers; layer++)
        {
            foreach (string state in graph.Plan.Cell.Program.StateNames)
            {
                int from = layer;
                result.Add(new(layer, state, [.. Enumerable.Range(0, graph.Plan.Time).Select(t => Norm(graph.FindState(from, t, state).Gradient))]));
            }
        }

        return result;
    }

    /// <summary>
    /// For each step t, the largest singular value of the product of Jacobians from the states that go into t to those after the last step: the most that a gradient at the
    /// end can be lengthened on its way back to t.
    /// </summary>
    public static IReadOnlyList<double> Reach(UnrolledGraph graph, int layer) => [.. graph.Jacobians(layer, graph.Plan.Time - 1).Select(SingularValues.Largest)];

    private static double Norm(double[]? gradient) => gradient is null ? 0 : Math.Sqrt(gradient.Sum(g => g * g));
}
