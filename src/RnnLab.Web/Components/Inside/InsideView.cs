namespace RnnLab.Web.Components.Inside;

/// <summary>The pages that look inside a network.</summary>
public enum InsideView
{
    /// <summary>Units by time: <c>/gates</c>.</summary>
    Gates,

    /// <summary>The unrolled graph and its debugger: <c>/unroll</c>.</summary>
    Unroll,

    /// <summary>The sampling stepper: <c>/sample</c>.</summary>
    Sample,

    /// <summary>The time machine of a run: <c>/runs/ID/past</c>.</summary>
    Past,
}
