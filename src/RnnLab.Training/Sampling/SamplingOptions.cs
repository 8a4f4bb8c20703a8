namespace RnnLab.Training.Sampling;

/// <summary>How a model continues a text.</summary>
/// <param name="Prime">What the model reads first; empty to let it begin by itself, as if after the end of a line.</param>
/// <param name="Length">How many characters to write.</param>
/// <param name="Temperature">Divides the scores: below 1 bolder, above 1 wilder; near 0 always the likeliest.</param>
/// <param name="TopK">Draws among the K likeliest characters only; null for all.</param>
/// <param name="Seed">The same seed gives the same text.</param>
/// <param name="TopP">Draws among the fewest likeliest characters that together have this probability; null for all.</param>
public sealed record SamplingOptions(string Prime = "", int Length = 200, double Temperature = 0.8, int? TopK = null, ulong Seed = 1, double? TopP = null)
{
    /// <summary>How each character is chosen.</summary>
    public ChoiceRule Rule => new(Temperature, TopK, TopP);

    /// <summary>Everything that is wrong, each in a sentence; empty where it can be sampled.</summary>
    public IReadOnlyList<ConfigProblem> Validate() => Length is < 1 or > 1_000_000
        ? [new(nameof(Length), FormattableString.Invariant($"The length must be between 1 and 1,000,000 characters, not {Length:N0}.")), .. Rule.Validate()]
        : Rule.Validate();
}
