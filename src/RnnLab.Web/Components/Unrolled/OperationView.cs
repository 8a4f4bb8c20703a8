using RnnLab.Nn.Unrolled;

namespace RnnLab.Web.Components.Unrolled;

/// <summary>What one operand of an operation receives on the way back.</summary>
/// <param name="Value">The operand.</param>
/// <param name="Letter">Its letter in the formula.</param>
/// <param name="Local">The local derivative, element by element; null for operations that have none of that form.</param>
/// <param name="Contribution">What this operation adds to its gradient; null where none.</param>
/// <param name="Sum">The gradient gathered so far, this operation included; null where the value needs none.</param>
public sealed record OperandGradient(UnrolledValue Value, string Letter, double[]? Local, double[]? Contribution, double[]? Sum);

/// <summary>The contributions of all steps to one weight.</summary>
/// <param name="Weight">The weight.</param>
/// <param name="Parts">For each use, from the first to the last: the operation, what it contributes, and whether the backward pass has been there.</param>
/// <param name="Total">The sum of those that have arrived.</param>
public sealed record SharedWeight(UnrolledValue Weight, IReadOnlyList<(UnrolledOp Op, double[] Part, bool Arrived)> Parts, double[] Total);

/// <summary>Everything that the page shows of one position of the debugger.</summary>
/// <param name="Position">The position.</param>
/// <param name="Phase">Which way.</param>
/// <param name="Op">The operation; null before the first.</param>
/// <param name="Incoming">The gradient that reached its output; null where none does.</param>
/// <param name="Operands">What its operands receive.</param>
/// <param name="Shared">The weight that it read, or that was read last.</param>
public sealed record OperationView(int Position, StepPhase Phase, UnrolledOp? Op, double[]? Incoming, IReadOnlyList<OperandGradient> Operands, SharedWeight? Shared)
{
    /// <summary>Computes it; call it where the graph may be used.</summary>
    /// <param name="network">The network.</param>
    /// <param name="graph">Its graph.</param>
    /// <param name="position">The position.</param>
    /// <param name="chosen">The value that is looked into; a weight among them decides what is stacked.</param>
    public static OperationView At(UnrollNetwork network, UnrolledGraph graph, int position, int? chosen)
    {
        position = network.Clock.Clamp(position);
        var (phase, op) = network.Clock.At(position);
        var operands = new List<OperandGradient>();
        if (phase == StepPhase.Backward && op is not null)
        {
            for (int n = 0; n < op.Inputs.Count; n++)
            {
                var value = graph.Values[op.Inputs[n]];
                if (op.Inputs.Take(n).Contains(value.Id))
                    continue;
                double[]? part = graph.Contribution(op, n) is { Length: > 0 } given ? given : null;
                operands.Add(new(value, OperationFormula.Letter(op, n), graph.LocalDerivative(op, n), part, value.Gradient is null ? null : graph.RunningSum(value, op.Index)));
            }
        }

        return new(position, phase, op, op is null ? null : graph.Values[op.Output].Gradient, operands, Share(network, graph, position, op, chosen));
    }

    private static SharedWeight? Share(UnrollNetwork network, UnrolledGraph graph, int position, UnrolledOp? op, int? chosen)
    {
        UnrolledValue? weight = chosen is { } id && id < graph.Values.Count && graph.Values[id].Role == UnrolledRole.Weight ? graph.Values[id] : null;

        // Without a choice, the matrix of the operation; else the last one that was read on the way here.
        for (int back = position; weight is null && back > 0; back--)
            weight = network.Clock.At(back).Op?.Inputs.Select(input => graph.Values[input]).FirstOrDefault(value => value.Role == UnrolledRole.Weight);
        weight ??= graph.Weights.FirstOrDefault(value => graph.Plan.Cell.Program.Parameters.Any(parameter => parameter.Name == value.Name));
        if (weight is null)
            return null;
        double[] empty = new double[weight.Data.Length];
        var parts = graph.Uses(weight).Select(use => (use.Op, graph.Contribution(use.Op, use.Input) is { Length: > 0 } part ? part : empty, network.Clock.IsPassed(use.Op.Index, position))).ToList();
        return new(weight, parts, position > graph.Ops.Count ? graph.RunningSum(weight, (2 * graph.Ops.Count) - position) : empty);
    }
}
