namespace RnnLab.Training.Sampling;

/// <summary>How a model continues a text.</summary>
/// <param name="Prime">What the model reads first; empty to let it begin by itself, as if after the end of a line.</param>
/// <param name="Length">How many characters to write.</param>
/// <param name="Temperature">Divides the scores: below 1 bolder, above 1 wilder; near 0 always the likeliest.</param>
/// <param name="TopK">Draws among the K likeliest characters only; null for all.</param>
/// <param name="Seed">The same seed gives the same text.</param>
public sealed record SamplingOptions(string Prime = "", int Length = 200, double Temperature = 0.8, int? TopK = null, ulong Seed = 1)
{
    /// <summary>Everything that is wrong, each in a sentence; empty where it can be sampled.</summary>
    public IReadOnlyList<ConfigProblem> Validate()
    {
        var problems = new List<ConfigProblem>();
        if (Length is < 1 or > 1_000_000)
            problems.Add(new(nameof(Length), FormattableString.Invariant($"The length must be between 1 and 1,000,000 characters, not {Length:N0}.")));
        if (!(Temperature is > 0 and <= 100))
            problems.Add(new(nameof(Temperature), FormattableString.Invariant($"The temperature must be more than 0 and at most 100, not {Temperature}.")));
        if (TopK is < 1)
            problems.Add(new(nameof(TopK), FormattableString.Invariant($"Top-k must be at least 1, not {TopK}; leave it empty to draw among all characters.")));
        return problems;
    }
}
