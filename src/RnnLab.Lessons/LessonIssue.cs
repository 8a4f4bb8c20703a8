namespace RnnLab.Lessons;

/// <summary>One thing that is wrong in a lesson, for its author: where, what, and what to do about it.</summary>
/// <param name="File">Path of the file, relative to the lessons folder, with forward slashes (<c>01-a-lesson/lesson.md</c>).</param>
/// <param name="Line">Line in that file, counted from 1.</param>
/// <param name="Problem">What is wrong, as one sentence.</param>
/// <param name="Advice">What to do, as one sentence.</param>
public sealed record LessonIssue(string File, int Line, string Problem, string Advice)
{
    /// <summary>The form editors and build logs make clickable: <c>file(line): problem advice</c>.</summary>
    public override string ToString() => $"{File}({Line}): {Problem} {Advice}";
}
