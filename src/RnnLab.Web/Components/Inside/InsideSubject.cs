namespace RnnLab.Web.Components.Inside;

/// <summary>What a link must know of the network that is looked at.</summary>
/// <param name="Parameters">Its weights; 0 where they are not known.</param>
/// <param name="HasPast">Whether it is a run, whose training can be rewound.</param>
public sealed record InsideSubject(long Parameters, bool HasPast)
{
    /// <summary>A network of which nothing is known.</summary>
    public static InsideSubject Unknown { get; } = new(0, false);
}
