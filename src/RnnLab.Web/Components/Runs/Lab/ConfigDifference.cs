using RnnLab.Training;

namespace RnnLab.Web.Components.Runs.Lab;

/// <summary>One setting in which two runs differ.</summary>
/// <param name="Setting">Which one.</param>
/// <param name="Before">Its value in the run compared against, as a person reads it.</param>
/// <param name="After">Its value now.</param>
public sealed record ConfigDifference(RunSetting Setting, string Before, string After)
{
    /// <summary>Every setting in which <paramref name="after"/> differs from <paramref name="before"/>, in the form's order.</summary>
    public static IReadOnlyList<ConfigDifference> Between(RunConfig before, RunConfig after) =>
        [.. RunSettings.All
            .Where(s => !string.Equals(s.Read(before), s.Read(after), StringComparison.Ordinal))
            .Select(s => new ConfigDifference(s, s.Show(before), s.Show(after)))];
}
