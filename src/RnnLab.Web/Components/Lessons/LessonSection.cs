using RnnLab.Lessons.Blocks;

namespace RnnLab.Web.Components.Lessons;

/// <summary>A heading of level 2 and what follows it up to the next; the first section of a lesson has no heading.</summary>
/// <param name="Heading">The heading, or null.</param>
/// <param name="Scenes">What follows, in order.</param>
public sealed record LessonSection(LessonHeading? Heading, IReadOnlyList<LessonScene> Scenes);

/// <summary>A stretch of a lesson that is laid out as one.</summary>
/// <param name="Beside">What stands beside the text on a wide screen, or null.</param>
/// <param name="Blocks">The text, and what stands in its column or across.</param>
public sealed record LessonScene(LessonBlock? Beside, IReadOnlyList<LessonBlock> Blocks);
