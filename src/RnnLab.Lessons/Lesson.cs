using RnnLab.Lessons.Blocks;

namespace RnnLab.Lessons;

/// <summary>A lesson that was read without a fault.</summary>
/// <param name="Slug">Folder name, which is also the last part of its address: <c>01-memory-in-a-loop</c>.</param>
/// <param name="Folder">Absolute path of the folder that holds its text, pictures, data and models.</param>
/// <param name="FrontMatter">Title, summary and the like.</param>
/// <param name="Blocks">The content, from top to bottom.</param>
public sealed record Lesson(string Slug, string Folder, LessonFrontMatter FrontMatter, IReadOnlyList<LessonBlock> Blocks)
{
    /// <summary>The headings, for a list of contents.</summary>
    public IEnumerable<LessonHeading> Headings => Blocks.OfType<LessonHeading>();
}
