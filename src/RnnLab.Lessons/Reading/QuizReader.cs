using Markdig.Syntax;
using RnnLab.Lessons.Blocks;

namespace RnnLab.Lessons.Reading;

/// <summary>Reads a <c>quiz</c> fence.</summary>
internal sealed class QuizReader(LessonContext context, LessonHtml html)
{
    private int _count;

    public QuizBlock? Read(FencedCodeBlock fence)
    {
        int line = fence.Line + 1, number = ++_count;
        if (YamlMap.Parse(fence.Lines.ToString(), line, "this quiz", context) is not { } map)
            return null;
        string question = map.Text("question", required: true) ?? "";
        var choices = map.Maps("choices", "this choice").Select(ReadChoice).ToList();
        map.ReportUnknownKeys();
        int right = choices.Count(choice => choice.IsRight);
        if (choices.Count == 1)
            context.Report(line, "This quiz has only one choice.", "Add at least one that is wrong.");
        if (choices.Count > 0 && right != 1)
        {
            context.Report(
                line,
                right == 0 ? "No choice of this quiz is the right one." : $"{right} choices of this quiz are marked as right.",
                "Write \"right: true\" below exactly one choice.");
        }

        return new QuizBlock(line, number, html.RenderSnippet(question, map.LineOfKey("question")), choices);
    }

    private QuizChoice ReadChoice(YamlMap map)
    {
        string text = map.Text("text", required: true) ?? "";
        string why = map.Text("why", required: true) ?? "";
        string? right = map.Text("right");
        map.ReportUnknownKeys();
        if (right is not (null or "true" or "false"))
            context.Report(map.LineOfKey("right"), $"right must be true or false, but is \"{right}\".", "Write \"right: true\" below the right choice and leave it out elsewhere.");
        return new QuizChoice(html.RenderSnippet(text, map.LineOfKey("text")), right == "true", html.RenderSnippet(why, map.LineOfKey("why")));
    }
}
