namespace RnnLab.Web.Components.Inside;

/// <summary>
/// What a person looks at inside a network: the one selection that the gates, the unrolled network, the sampling stepper and the time machine share. What a page does not know is null.
/// </summary>
public sealed record LookedAt
{
    /// <summary>The subject, as <c>run=</c> names it in an address; null for a network that was set up by hand.</summary>
    public string? Run { get; init; }

    /// <summary>The checkpoint's training step; null for the weights as they are now.</summary>
    public long? Step { get; init; }

    /// <summary>The text that the network reads, from an empty memory: symbol t of it is read at time step t.</summary>
    public string? Text { get; init; }

    /// <summary>The layer, from 0 at the bottom.</summary>
    public int? Layer { get; init; }

    /// <summary>The unit, from 0.</summary>
    public int? Unit { get; init; }

    /// <summary>The time step t, from 0: gates and states as they are once symbol t was read.</summary>
    public int? Time { get; init; }

    /// <summary>The gate or state by its internal letter, whatever the notation.</summary>
    public string? Map { get; init; }

    /// <summary>
    /// Where <see cref="Text"/> begins in the longer text that a person came with; 0 for all of it. The page that unrolls shows a stretch: see <see cref="Selection.LookWithin"/>.
    /// </summary>
    public int TextFrom { get; init; }
}
