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
