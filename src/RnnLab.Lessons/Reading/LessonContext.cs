namespace RnnLab.Lessons.Reading;

/// <summary>What every reader of a part of a lesson needs: where it stands, what is allowed, and where faults are noted.</summary>
/// <param name="Slug">Folder name of the lesson.</param>
/// <param name="Folder">Absolute path of the lesson's folder.</param>
/// <param name="OtherSlugs">Folder names of all lessons, for links between them.</param>
/// <param name="Rules">What the app offers.</param>
internal sealed record LessonContext(string Slug, string Folder, IReadOnlySet<string> OtherSlugs, LessonRules Rules)
{
    public List<LessonIssue> Issues { get; } = [];

    /// <summary>Anchors that links within the lesson may name.</summary>
    public HashSet<string> Anchors { get; } = new(StringComparer.Ordinal);

    public void Report(int line, string problem, string advice) =>
        Issues.Add(new LessonIssue($"{Slug}/{LessonParser.FileName}", line, problem, advice));

    public bool HasFile(string name) =>
        name.Length > 0 && name == Path.GetFileName(name) && File.Exists(Path.Combine(Folder, name));
}
