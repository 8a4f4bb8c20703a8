namespace RnnLab.Lessons.Blocks;

/// <summary>One piece of a lesson, in the order in which it is read.</summary>
/// <param name="Line">Line of <c>lesson.md</c> on which it starts, counted from 1.</param>
public abstract record LessonBlock(int Line);
