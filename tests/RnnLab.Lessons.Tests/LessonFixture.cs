using RnnLab.Lessons.LiveBlocks;

namespace RnnLab.Lessons.Tests;

/// <summary>A folder of lessons on disk, for one test.</summary>
internal sealed class LessonFixture : IDisposable
{
    public const string FrontMatter = """
        ---
        title: A title
        summary: What it is about.
        minutes: 5
        order: 1
        prerequisites: [Some Python]
        objectives:
          - Explain the loop
        ---

        """;

    public static readonly LessonRules Rules = new(
        new LiveBlockCatalog(
            new LiveBlockSpec("echo", "Shows a text.",
            [
                new LiveParameter("prompt", LiveParameterKind.Text, "The text to start with.", Default: "rex"),
                new LiveParameter("units", LiveParameterKind.Integer, "How many units.", Default: "8", Minimum: 1, Maximum: 64),
                new LiveParameter("rate", LiveParameterKind.Number, "Learning rate.", Default: "0.01", Minimum: 0),
                new LiveParameter("loud", LiveParameterKind.Boolean, "Whether to shout.", Default: "false"),
                new LiveParameter("cell", LiveParameterKind.Choice, "Which cell.", Default: "rnn", Choices: ["rnn", "gru"]),
            ]),
            new LiveBlockSpec("model", "Shows a model.", [new LiveParameter("file", LiveParameterKind.File, "The model.")])),
        new HashSet<string> { "lab" });

    public const string Svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 4\"><circle class=\"hidden\" r=\"2\"/></svg>";

    public LessonFixture() => Root = Directory.CreateTempSubdirectory("rnnlab-lessons-").FullName;

    public string Root { get; }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    /// <summary>Writes a lesson's text as it is.</summary>
    public LessonFixture With(string slug, string text)
    {
        Directory.CreateDirectory(Path.Combine(Root, slug));
        File.WriteAllText(Path.Combine(Root, slug, "lesson.md"), text);
        return this;
    }

    public LessonFixture WithFile(string slug, string name, string text = "")
    {
        Directory.CreateDirectory(Path.Combine(Root, slug));
        File.WriteAllText(Path.Combine(Root, slug, name), text);
        return this;
    }

    public LessonLibrary Read() => LessonLibrary.Read(Root, Rules);

    /// <summary>Reads a body below sound front matter; fails if anything is wrong with it.</summary>
    public static Lesson Sound(string body)
    {
        using var fixture = new LessonFixture().With("01-a-lesson", FrontMatter + body).WithFile("01-a-lesson", "loop.svg", Svg).WithFile("01-a-lesson", "names.csv").With("02-b", FrontMatter.Replace("order: 1", "order: 2") + "Text.");
        var library = fixture.Read();
        Assert.Empty(library.Issues);
        return library.Lessons[0];
    }

    /// <summary>Reads a body below sound front matter and returns its only fault; lines are counted from the first of the body.</summary>
    public static (int Line, string Problem, string Advice) Fault(string body)
    {
        using var fixture = new LessonFixture().With("01-a-lesson", FrontMatter + body);
        var library = fixture.Read();
        var issue = Assert.Single(library.Issues);
        Assert.Null(library.Find("01-a-lesson")!.Lesson);
        Assert.Equal("01-a-lesson/lesson.md", issue.File);
        return (issue.Line - FrontMatter.Count(c => c == '\n'), issue.Problem, issue.Advice);
    }
}
