using RnnLab.Nn.Unrolled;

namespace RnnLab.Web.Components.Unrolled;

/// <summary>Which way the debugger is going.</summary>
public enum StepPhase
{
    /// <summary>Before the first operation.</summary>
    Start,

    /// <summary>The operation has just computed its output.</summary>
    Forward,

    /// <summary>The operation has just passed its gradient on.</summary>
    Backward,
}

/// <summary>The debugger's positions: 0 before all; 1 to N after each operation forward; N + 1 to 2N after each operation backward.</summary>
/// <param name="ops">The operations in forward order.</param>
public sealed class StepClock(IReadOnlyList<UnrolledOp> ops)
{
    /// <summary>N: operations.</summary>
    public int Count => ops.Count;

    /// <summary>The last position, 2N.</summary>
    public int Last => 2 * ops.Count;

    /// <summary>A position that exists.</summary>
    public int Clamp(int position) => Math.Clamp(position, 0, Last);

    /// <summary>What has just happened at a position.</summary>
    public (StepPhase Phase, UnrolledOp? Op) At(int position) =>
        position <= 0 ? (StepPhase.Start, null) : position <= Count ? (StepPhase.Forward, ops[position - 1]) : (StepPhase.Backward, ops[Math.Max(0, Last - position)]);

    /// <summary>Whether an operation has computed its output.</summary>
    public bool IsComputed(int op, int position) => position > op;

    /// <summary>Whether an operation has passed its gradient on.</summary>
    public bool IsPassed(int op, int position) => position >= Last - op;

    /// <summary>The position at which an operation computes, or passes its gradient on.</summary>
    public int Of(int op, bool backward) => backward ? Last - op : op + 1;

    /// <summary>The next position, in the given direction, that stands at another time step than this one.</summary>
    public int NextStep(int position, int direction)
    {
        var here = Column(position);
        int next = position;
        do
            next += direction;
        while (next > 0 && next < Last && Column(next) == here && (next <= Count) == (position <= Count));
        return Clamp(next);
    }

    /// <summary>Whether playing on to a position enters a step that has a breakpoint.</summary>
    public bool Stops(int position, IReadOnlyList<int> breaks)
    {
        if (breaks.Count == 0 || Column(position) is not { } here || !breaks.Contains(here.Time) || here.Layer == -2)
            return false;
        return Column(position - 1) is not { } before || before.Part != here.Part || before.Time != here.Time || (position - 1 <= Count) != (position <= Count);
    }

    private (UnrolledPart Part, int Time, int Layer)? Column(int position) => At(position).Op is { } op ? (op.Place.Part, op.Place.Time, op.Kind == UnrolledOpKind.Mean ? -2 : 0) : null;
}
