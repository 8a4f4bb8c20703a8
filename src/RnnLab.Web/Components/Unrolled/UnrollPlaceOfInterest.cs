using RnnLab.Compute.Recurrent;
using RnnLab.Nn.Unrolled;
using RnnLab.Web.Components.Inside;

namespace RnnLab.Web.Components.Unrolled;

/// <summary>Between what the other pages call a moment (layer, unit, time step, gate or state) and what the debugger does (position, value, element).</summary>
public static class UnrollPlaceOfInterest
{
    /// <summary>The view that stands where the asked gate or state, by default h, has just been computed, with the asked unit's element selected; unchanged where nothing is asked for.</summary>
    public static UnrollView Resolve(UnrollView view, UnrolledGraph graph, StepClock clock)
    {
        if (view.Asked is not { } asked)
            return view;
        var plan = graph.Plan;
        int layer = Math.Clamp(asked.Layer ?? plan.Layers - 1, 0, plan.Layers - 1), time = Math.Clamp(asked.Time ?? 0, 0, Math.Max(0, plan.Inputs.Count - 1));
        var op = Find(asked.Map) ?? Find("h");
        view = view with { Asked = null };
        return op is null ? view : view with { Position = clock.Of(op.Index, backward: false), Value = null, Element = Math.Clamp(asked.Unit ?? 0, 0, plan.Hidden - 1) };

        UnrolledOp? Find(string? map) => map is null ? null : graph.Ops.FirstOrDefault(one => graph.Values[one.Output] is var value && one.Kind != UnrolledOpKind.Carry && value.Name == map
            && value.Role is UnrolledRole.Gate or UnrolledRole.State && value.Place == new UnrolledPlace(UnrolledPart.Encoder, layer, time, RecurrentDirection.Forward));
    }

    /// <summary>What the debugger stands at, for the other pages; layer, unit, time and map are null before the first operation.</summary>
    public static LookedAt Describe(UnrollView view, UnrolledGraph graph, StepClock clock, int position)
    {
        LookedAt at = new() { Run = view.Run, Step = view.Step, Text = view.Text };
        if (clock.At(position).Op is not { Kind: not UnrolledOpKind.Mean } op)
            return at;
        var value = view.Value is { } id && id < graph.Values.Count && graph.Values[id] is { Role: UnrolledRole.Gate or UnrolledRole.State } pinned ? pinned : graph.Values[op.Output];
        bool named = value.Role is UnrolledRole.Gate or UnrolledRole.State;
        return at with
        {
            Layer = Math.Clamp(value.Place.Layer, 0, graph.Plan.Layers - 1), Time = value.Place.Time, Unit = value.Columns == graph.Plan.Hidden ? Math.Min(view.Element, value.Columns - 1) : null,
            Map = named ? value.Name : null,
        };
    }
}
