namespace RnnLab.Lessons.Tests;

public class SafetyTests
{
    [Fact]
    public void Only_files_of_the_lessons_own_folder_are_served()
    {
        using var fixture = new LessonFixture()
            .With("01-a", LessonFixture.FrontMatter + "A.")
            .WithFile("01-a", "loop.svg", "<svg/>")
            .WithFile("01-a", "notes.cs")
            .WithFile("02-b", "secret.svg");
        var lesson = Assert.Single(fixture.Read().Lessons);
        Assert.Equal(Path.Combine(fixture.Root, "01-a", "loop.svg"), LessonFiles.Find(lesson, "loop.svg"));
        Assert.Null(LessonFiles.Find(lesson, "lesson.md"));
        Assert.Null(LessonFiles.Find(lesson, "notes.cs"));
        Assert.Null(LessonFiles.Find(lesson, "gone.svg"));
        Assert.Null(LessonFiles.Find(lesson, "../02-b/secret.svg"));
        Assert.Null(LessonFiles.Find(lesson, @"..\02-b\secret.svg"));
        Assert.Null(LessonFiles.Find(lesson, Path.Combine(fixture.Root, "02-b", "secret.svg")));
    }

    [Theory]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 4\"><script>alert(1)</script></svg>", "the element script")]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 4\"><style>*{}</style></svg>", "the element style")]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 4\"><foreignObject/></svg>", "the element foreignObject")]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 4\" onload=\"alert(1)\"/>", "the attribute onload")]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 4\"><path fill=\"url(https://a.b/c)\"/></svg>", "the attribute fill")]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "viewBox")]
    [InlineData("<!DOCTYPE svg [<!ENTITY a \"b\">]><svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 4\">&a;</svg>", "cannot be read")]
    [InlineData("not a drawing", "cannot be read")]
    public void Drawings_hold_only_plain_shapes(string svg, string problem)
    {
        using var fixture = new LessonFixture().With("01-a", LessonFixture.FrontMatter + "![A loop](loop.svg)").WithFile("01-a", "loop.svg", svg);
        Assert.Contains(problem, Assert.Single(fixture.Read().Issues).Problem);
    }

    [Fact]
    public void The_folder_of_lessons_is_found_above_the_start()
    {
        using var fixture = new LessonFixture();
        string lessons = Path.Combine(fixture.Root, "lessons"), deep = Path.Combine(fixture.Root, "src", "bin", "Debug");
        Directory.CreateDirectory(lessons);
        Directory.CreateDirectory(deep);
        Assert.Null(LessonFolders.Find(deep));
        File.WriteAllText(Path.Combine(lessons, LessonFolders.Marker), "");
        Assert.Equal(lessons, LessonFolders.Find(deep));
        Assert.Equal(lessons, LessonFolders.Find("/", deep));
    }
}
