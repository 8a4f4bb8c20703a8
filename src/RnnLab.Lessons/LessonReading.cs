namespace RnnLab.Lessons;

/// <summary>What came of reading one lesson folder.</summary>
/// <param name="Slug">Folder name.</param>
/// <param name="Lesson">The lesson, or null where <paramref name="Issues"/> says why there is none.</param>
/// <param name="Issues">Everything that is wrong with it; empty for a sound lesson.</param>
public sealed record LessonReading(string Slug, Lesson? Lesson, IReadOnlyList<LessonIssue> Issues);
