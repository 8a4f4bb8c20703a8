namespace RnnLab.Training;

/// <summary>One thing that is wrong with a configuration.</summary>
/// <param name="Field">The property of <see cref="RunConfig"/> it is about, such as <c>Hidden</c>.</param>
/// <param name="Message">A sentence for people: what is wrong and what would be right.</param>
public sealed record ConfigProblem(string Field, string Message);
