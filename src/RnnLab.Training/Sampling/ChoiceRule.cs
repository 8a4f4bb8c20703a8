namespace RnnLab.Training.Sampling;

/// <summary>How a symbol is chosen from a model's scores. The filters act after the temperature, top-k before top-p.</summary>
/// <param name="Temperature">Divides the scores: below 1 bolder, above 1 wilder.</param>
/// <param name="TopK">Chooses among the K likeliest only (Fan et al. 2018); null for all.</param>
/// <param name="TopP">Chooses among the fewest likeliest symbols that together have at least this probability (nucleus sampling, Holtzman et al. 2020); null for all.</param>
/// <param name="Greedy">Always takes the likeliest; nothing is drawn.</param>
public sealed record ChoiceRule(double Temperature = 1, int? TopK = null, double? TopP = null, bool Greedy = false)
{
    /// <summary>Everything that is wrong, each in a sentence; empty where it can be used.</summary>
    public IReadOnlyList<ConfigProblem> Validate()
    {
        var problems = new List<ConfigProblem>();
        if (!(Temperature is > 0 and <= 100))
            problems.Add(new(nameof(Temperature), FormattableString.Invariant($"The temperature must be more than 0 and at most 100, not {Temperature}.")));
        if (TopK is < 1)
            problems.Add(new(nameof(TopK), FormattableString.Invariant($"Top-k must be at least 1, not {TopK}; leave it empty to draw among all characters.")));
        if (TopP is { } p && !(p is > 0 and <= 1))
            problems.Add(new(nameof(TopP), FormattableString.Invariant($"Top-p must be more than 0 and at most 1, not {p}; leave it empty to draw among all characters.")));
        return problems;
    }
}
