namespace RnnLab.Lessons.LiveBlocks;

/// <summary>What an author may write in a <c>live</c> block: its id and its parameters.</summary>
/// <param name="Id">The word after <c>live</c>, in kebab-case.</param>
/// <param name="Summary">What it shows, for authors.</param>
/// <param name="Parameters">What it takes besides <c>title</c>, <c>caption</c> and <c>place</c>, which every block takes.</param>
public sealed record LiveBlockSpec(string Id, string Summary, IReadOnlyList<LiveParameter> Parameters);
