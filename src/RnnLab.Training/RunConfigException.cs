namespace RnnLab.Training;

/// <summary>A run that cannot be made from its configuration; every problem has its own sentence.</summary>
public sealed class RunConfigException(IReadOnlyList<ConfigProblem> problems)
    : ArgumentException(string.Join(" ", problems.Select(problem => problem.Message)))
{
    /// <summary>All problems found, at least one.</summary>
    public IReadOnlyList<ConfigProblem> Problems { get; } = problems;
}
