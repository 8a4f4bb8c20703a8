namespace RnnLab.Lessons.Blocks;

/// <summary>A heading. The lesson's title is level 1, so these start at 2.</summary>
/// <param name="Line">Line on which it stands.</param>
/// <param name="Level">2 for a section, 3 for a part of one, and so on.</param>
/// <param name="Id">Anchor, unique in the lesson: <c>the-loop</c>.</param>
/// <param name="Text">Its words without any mark-up.</param>
/// <param name="Html">Its words as safe HTML.</param>
public sealed record LessonHeading(int Line, int Level, string Id, string Text, string Html) : LessonBlock(Line);
