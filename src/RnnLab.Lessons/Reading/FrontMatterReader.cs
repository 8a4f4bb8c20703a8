namespace RnnLab.Lessons.Reading;

/// <summary>Takes the front matter off the top of a lesson.</summary>
internal static class FrontMatterReader
{
    private const string Fence = "---";

    /// <summary>Reads the front matter of <paramref name="lines"/> and blanks its lines, so that line numbers stay true for the rest.</summary>
    /// <returns>The front matter, or null where something in it was reported.</returns>
    public static LessonFrontMatter? Take(string[] lines, LessonContext context)
    {
        int end = lines.Length > 0 && lines[0].TrimEnd() == Fence ? Array.FindIndex(lines, 1, line => line.TrimEnd() == Fence) : -1;
        if (end < 0)
        {
            context.Report(
                1,
                lines.Length > 0 && lines[0].TrimEnd() == Fence ? "The front matter has no end." : "The lesson has no front matter.",
                "Start the file with a line \"---\", then title, summary, minutes, order and objectives, then another \"---\" (see _schema.md).");
            return null;
        }

        string yaml = string.Join('\n', lines[1..end]);
        Array.Fill(lines, "", 0, end + 1);
        int before = context.Issues.Count;
        if (YamlMap.Parse(yaml, 1, "the front matter", context) is not { } map)
            return null;
        string? title = map.Text("title", required: true);
        string? summary = map.Text("summary", required: true);
        int? minutes = map.Count("minutes");
        int? order = map.Count("order");
        var prerequisites = map.Texts("prerequisites");
        var objectives = map.Texts("objectives", required: true);
        map.ReportUnknownKeys();
        CheckPrerequisites(prerequisites, map.LineOfKey("prerequisites"), context);
        if (order is { } number && !context.Slug.StartsWith($"{number:00}-", StringComparison.Ordinal))
            context.Report(map.LineOfKey("order"), $"order is {number}, but the folder is called {context.Slug}.", $"Rename the folder to {number:00}-..., or change order.");
        return context.Issues.Count > before ? null : new LessonFrontMatter(title!, summary!, minutes!.Value, order!.Value, prerequisites, objectives);
    }

    private static void CheckPrerequisites(IReadOnlyList<string> prerequisites, int line, LessonContext context)
    {
        foreach (string slug in prerequisites.Where(LessonFolders.IsSlug).Where(slug => !context.OtherSlugs.Contains(slug)))
            context.Report(line, $"The prerequisite {slug} is not a lesson here.", "Write the folder name of a lesson, or a plain phrase.");
    }
}
