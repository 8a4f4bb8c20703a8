namespace RnnLab.Lessons.Blocks;

/// <summary>A quick check: one question, one right answer, and a reason for each choice.</summary>
/// <param name="Line">Line on which its fence starts.</param>
/// <param name="Number">1 for the first quiz of the lesson, 2 for the second, and so on.</param>
/// <param name="QuestionHtml">The question as safe HTML.</param>
/// <param name="Choices">At least two, exactly one of them right.</param>
public sealed record QuizBlock(int Line, int Number, string QuestionHtml, IReadOnlyList<QuizChoice> Choices) : LessonBlock(Line)
{
    /// <summary>Its anchor, which links of the lesson may name: <c>quiz-1</c>.</summary>
    public string Anchor => $"quiz-{Number}";
}

/// <summary>One answer that can be chosen.</summary>
/// <param name="Html">Its words as safe HTML.</param>
/// <param name="IsRight">Whether it is the right one.</param>
/// <param name="WhyHtml">Why it is right or wrong, as safe HTML.</param>
public sealed record QuizChoice(string Html, bool IsRight, string WhyHtml);
