using RnnLab.Nn.Unrolled;

namespace RnnLab.Web.Components.Unrolled;

/// <summary>Where one number comes from, and where its gradient comes from.</summary>
/// <param name="Value">The value.</param>
/// <param name="Element">The element of it.</param>
/// <param name="Producer">The operation that computes it; null for weights and inputs.</param>
/// <param name="Uses">The operations that read it: what each adds to the element's gradient (null for none), and whether the backward pass has been there.</param>
/// <param name="Sum">What has arrived by now; null where the value needs no gradient.</param>
public sealed record ValueStory(UnrolledValue Value, int Element, UnrolledOp? Producer, IReadOnlyList<(UnrolledOp Op, double? Part, bool Arrived)> Uses, double? Sum)
{
    /// <summary>Uses that are listed at most.</summary>
    public const int Listed = 64;

    /// <summary>Row of the element.</summary>
    public int Row => Element / Value.Columns;

    /// <summary>Column of the element.</summary>
    public int Column => Element % Value.Columns;

    /// <summary>Computes it; call it where the graph may be used.</summary>
    public static ValueStory Of(UnrollNetwork network, UnrolledGraph graph, int value, int element, int position)
    {
        var chosen = graph.Values[Math.Clamp(value, 0, graph.Values.Count - 1)];
        element = Math.Clamp(element, 0, chosen.Data.Length - 1);
        var uses = graph.Uses(chosen)
            .Select(use => (use.Op, graph.Contribution(use.Op, use.Input) is { Length: > 0 } part ? part[element] : (double?)null, network.Clock.IsPassed(use.Op.Index, position))).ToList();
        double? sum = chosen.Gradient is null ? null
            : chosen == graph.Loss ? position > graph.Ops.Count ? 1 : 0
            : uses.Where(use => use.Item3).Sum(use => use.Item2 ?? 0);
        return new(chosen, element, graph.Ops.FirstOrDefault(op => op.Output == chosen.Id), uses, sum);
    }
}
