namespace RnnLab.Lessons.Tests;

public class LintTests
{
    [Theory]
    [InlineData("# A title", 1, "level 1")]
    [InlineData("Text.\n\n### Deep", 3, "level 3 follows one of level 1")]
    [InlineData("## A\n\n#### Deep", 3, "level 4 follows one of level 2")]
    [InlineData("```live nothing\n```", 1, "no live block \"nothing\"")]
    [InlineData("```live\n```", 1, "has no id")]
    [InlineData("Text.\n\n```live echo\nprompt: a\nunits: many\n```", 5, "units must be a whole number, but is \"many\"")]
    [InlineData("```live echo\nunits: 65\n```", 2, "units must be between 1 and 64, but is 65")]
    [InlineData("```live echo\nrate: NaN\n```", 2, "rate must be a number")]
    [InlineData("```live echo\nloud: yes\n```", 2, "loud must be true or false")]
    [InlineData("```live echo\ncell: lstm\n```", 2, "cell must be one of rnn, gru")]
    [InlineData("```live echo\nwidth: 3\n```", 2, "no key \"width\"")]
    [InlineData("```live echo\nplace: left\n```", 2, "place cannot be \"left\"")]
    [InlineData("```live echo\n- a\n```", 2, "does not hold \"key: value\" lines")]
    [InlineData("```live echo\nprompt: [a\n```", 3, "cannot be read")]
    [InlineData("```live model\n```", 2, "has no file")]
    [InlineData("```live model\nfile: gone.safetensors\n```", 2, "not in the lesson's folder")]
    [InlineData("```live model\nfile: ../other/m.safetensors\n```", 2, "beside lesson.md")]
    [InlineData("- a list\n  ```live echo\n  ```", 2, "inside a list")]
    [InlineData("```live echo\nplace: beside\n```\n\n## Next", 1, "no text to stand beside")]
    [InlineData("```quiz\nchoices:\n  - {text: A, right: true, why: B}\n  - {text: C, why: D}\n```", 2, "has no question")]
    [InlineData("```quiz\nquestion: Q\n```", 2, "has no choices")]
    [InlineData("```quiz\nquestion: Q\nchoices:\n  - {text: A, why: B}\n  - {text: C, why: D}\n```", 1, "No choice of this quiz is the right one")]
    [InlineData("```quiz\nquestion: Q\nchoices:\n  - {text: A, right: true, why: B}\n  - {text: C, right: true, why: D}\n```", 1, "2 choices of this quiz are marked as right")]
    [InlineData("```quiz\nquestion: Q\nchoices:\n  - {text: A, right: true, why: B}\n```", 1, "only one choice")]
    [InlineData("```quiz\nquestion: Q\nchoices:\n  - {text: A, right: true, why: B}\n  - {text: C}\n```", 5, "This choice has no why")]
    [InlineData("```quiz\nquestion: Q\nchoices:\n  - {text: A, right: sure, why: B}\n  - {text: C, right: true, why: D}\n```", 4, "right must be true or false")]
    [InlineData("![A loop](gone.svg)", 1, "\"gone.svg\" is not in the lesson's folder")]
    [InlineData("![A loop](loop.tiff)", 1, "not a picture")]
    [InlineData("Text ![A loop](loop.svg) text", 1, "middle of a text")]
    [InlineData("```figure\nfile: gone.svg\nalt: A loop\n```", 2, "not in the lesson's folder")]
    [InlineData("```figure\nfile: gone.svg\n```", 2, "has no alt")]
    [InlineData("Line one\n[a](gone.csv)", 2, "\"gone.csv\" leads nowhere")]
    [InlineData("[a](#gone)", 1, "anchor #gone")]
    [InlineData("[a](../09-gone)", 1, "leads to no lesson")]
    [InlineData("[a](/gone)", 1, "no page of the app")]
    [InlineData("[a](javascript:alert(1))", 1, "leads nowhere")]
    [InlineData("<javascript:alert(1)>", 1, "neither https nor http")]
    [InlineData("[a](q:gone)", 1, "no quantity \"gone\"")]
    [InlineData("Text.\n\n<script>alert(1)</script>", 3, "Raw HTML")]
    [InlineData("> [!DANGER]\n> Text.", 1, "no callout [!DANGER]")]
    [InlineData("", 1, "has no text")]
    public void Faults_are_reported_with_line_and_words(string body, int line, string problem)
    {
        var fault = LessonFixture.Fault(body);
        Assert.Contains(problem, fault.Problem);
        Assert.Equal(line, fault.Line);
        Assert.EndsWith(".", fault.Advice);
    }

    [Theory]
    [InlineData("Text.", 1, "has no front matter")]
    [InlineData("---\ntitle: A\n", 1, "has no end")]
    [InlineData("---\nsummary: B\nminutes: 5\norder: 1\nobjectives: [C]\n---\nText.", 2, "has no title")]
    [InlineData("---\ntitle: A\nsummary: B\nminutes: soon\norder: 1\nobjectives: [C]\n---\nText.", 4, "must be a whole number from 1 up, but is \"soon\"")]
    [InlineData("---\ntitle: A\nsummary: B\nminutes: 5\norder: 2\nobjectives: [C]\n---\nText.", 5, "order is 2, but the folder is called 01-a")]
    [InlineData("---\ntitle: A\nsummary: B\nminutes: 5\norder: 1\nobjectives: []\n---\nText.", 6, "objectives of the front matter is empty")]
    [InlineData("---\ntitle: A\nsummary: B\nminutes: 5\norder: 1\nobjectives: C\n---\nText.", 6, "must be a list")]
    [InlineData("---\ntitle: A\nsummary: B\nminutes: 5\norder: 1\nobjectives: [C]\nauthor: me\n---\nText.", 7, "has no key \"author\"")]
    [InlineData("---\ntitle: A: B\nsummary: B\n---\nText.", 2, "cannot be read")]
    [InlineData("---\ntitle: A\nsummary: B\nminutes: 5\norder: 1\nprerequisites: [09-gone]\nobjectives: [C]\n---\nText.", 6, "09-gone is not a lesson")]
    public void Faults_of_the_front_matter_are_reported(string text, int line, string problem)
    {
        using var fixture = new LessonFixture().With("01-a", text);
        var issue = Assert.Single(fixture.Read().Issues);
        Assert.Contains(problem, issue.Problem);
        Assert.Equal(line, issue.Line);
    }

    [Fact]
    public void All_faults_come_at_once_in_order_of_lines()
    {
        using var fixture = new LessonFixture().With("01-a", LessonFixture.FrontMatter + "[a](#gone)\n\n```live nothing\n```\n\n![](gone.svg)\n");
        Assert.Equal([0, 2, 5, 5], fixture.Read().Issues.Select(issue => issue.Line - LessonFixture.FrontMatter.Count(c => c == '\n') - 1));
    }

    [Fact]
    public void Duplicates_between_lessons_are_reported()
    {
        using var fixture = new LessonFixture()
            .With("01-a", LessonFixture.FrontMatter + "A.")
            .With("01-b", LessonFixture.FrontMatter + "B.")
            .With("02-a", LessonFixture.FrontMatter.Replace("order: 1", "order: 2") + "C.");
        var problems = fixture.Read().Issues.Select(issue => issue.Problem);
        Assert.Equal(["01-a and 01-b have the same order 1.", "01-a and 02-a have the same name after the number."], problems);
    }

    [Fact]
    public void Folders_that_are_no_lessons_are_reported()
    {
        using var fixture = new LessonFixture().With("My Lesson", LessonFixture.FrontMatter + "A.").WithFile("03-empty", "notes.txt");
        Assert.Equal(
            ["There is no lesson.md in this folder.", "The folder name \"My Lesson\" is not of the form 01-words-in-lower-case.", "order is 1, but the folder is called My Lesson."],
            fixture.Read().Issues.Select(issue => issue.Problem));
    }

    [Fact]
    public void Text_that_is_not_utf8_is_reported()
    {
        using var fixture = new LessonFixture().With("01-a", "");
        File.WriteAllBytes(Path.Combine(fixture.Root, "01-a", "lesson.md"), [0x2D, 0xFF, 0xFE, 0x00]);
        Assert.Equal("The file is not UTF-8 text.", Assert.Single(fixture.Read().Issues).Problem);
    }

    [Fact]
    public void An_issue_reads_like_a_compilers()
    {
        Assert.Equal("01-a/lesson.md(3): It is wrong. Put it right.", new LessonIssue("01-a/lesson.md", 3, "It is wrong.", "Put it right.").ToString());
    }
}
