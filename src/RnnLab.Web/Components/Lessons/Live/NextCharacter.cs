namespace RnnLab.Web.Components.Lessons.Live;

/// <summary>How likely a network finds a character to come next.</summary>
/// <param name="Symbol">The character itself.</param>
/// <param name="Probability">From 0 to 1; those of all characters add up to 1.</param>
public readonly record struct NextCharacter(string Symbol, double Probability)
{
    /// <summary>The character as people read it; those that cannot be seen by name.</summary>
    public string Label => CharacterNames.Of(Symbol);
}
