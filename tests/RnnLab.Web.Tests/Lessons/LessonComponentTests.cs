using Bunit;
using Microsoft.Extensions.DependencyInjection;
using RnnLab.Lessons;
using RnnLab.Lessons.Blocks;
using RnnLab.Web.Components.Lessons;

namespace RnnLab.Web.Tests.Lessons;

public sealed class LessonComponentTests : BunitContext
{
    private static readonly QuizBlock Quiz = new(1, 1, "Which?", [new("This", true, "Because."), new("That", false, "It is not.")]);

    private static readonly Lesson Lesson = new("01-a", "/nowhere", new("A lesson", "About a thing.", 5, 1, [], ["Do a thing"]), [new LessonHeading(1, 2, "one", "One", "One"), Quiz]);

    public LessonComponentTests() => Services.AddScoped<LessonProgress>();

    [Fact]
    public void A_wrong_answer_says_why_and_leaves_no_mark()
    {
        JSInterop.Mode = JSRuntimeMode.Strict;
        var quiz = Render<LessonQuiz>(parameters => parameters.Add(p => p.Lesson, Lesson).Add(p => p.Quiz, Quiz));
        quiz.FindAll("input")[1].Change("on");
        Assert.Equal("Not quite.", quiz.Find(".lesson-quiz-verdict").TextContent.Trim());
        Assert.Contains("It is not.", quiz.Find("[role=status]").TextContent);
    }

    [Fact]
    public void A_right_answer_is_kept_in_the_browser()
    {
        JSInterop.Setup<string?>("localStorage.getItem", LessonProgress.StorageKey).SetResult(null);
        var write = JSInterop.SetupVoid("localStorage.setItem", _ => true).SetVoidResult();
        var quiz = Render<LessonQuiz>(parameters => parameters.Add(p => p.Lesson, Lesson).Add(p => p.Quiz, Quiz));
        quiz.FindAll("input")[0].Change("on");
        Assert.Equal("Right.", quiz.Find(".lesson-quiz-verdict").TextContent.Trim());
        Assert.Equal("""{"version":1,"done":[],"checks":{"01-a":[1]}}""", Assert.Single(write.Invocations).Arguments[1]);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"version":2,"done":["01-a"]}""")]
    [InlineData("""{"version":1,"done":null,"checks":{}}""")]
    public async Task What_the_browser_keeps_may_be_nonsense(string kept)
    {
        JSInterop.Setup<string?>("localStorage.getItem", LessonProgress.StorageKey).SetResult(kept);
        var progress = Services.GetRequiredService<LessonProgress>();
        await progress.LoadAsync();
        Assert.False(progress.IsDone("01-a"));
    }

    [Fact]
    public async Task A_mark_keeps_what_another_tab_wrote()
    {
        JSInterop.Setup<string?>("localStorage.getItem", LessonProgress.StorageKey).SetResult("""{"version":1,"done":["02-b"],"checks":{"02-b":[2]}}""");
        var write = JSInterop.SetupVoid("localStorage.setItem", _ => true).SetVoidResult();
        var progress = Services.GetRequiredService<LessonProgress>();
        await progress.SetDoneAsync("01-a", true);
        Assert.True(progress.IsDone("02-b"));
        Assert.Equal("""{"version":1,"done":["02-b","01-a"],"checks":{"02-b":[2]}}""", Assert.Single(write.Invocations).Arguments[1]);
    }

    [Fact]
    public async Task A_browser_that_keeps_nothing_loses_no_mark_of_this_page()
    {
        JSInterop.Setup<string?>("localStorage.getItem", LessonProgress.StorageKey).SetException(new Microsoft.JSInterop.JSException("denied"));
        JSInterop.SetupVoid("localStorage.setItem", _ => true).SetException(new Microsoft.JSInterop.JSException("denied"));
        var progress = Services.GetRequiredService<LessonProgress>();
        await progress.SetDoneAsync("01-a", true);
        Assert.True(progress.IsDone("01-a"));
    }

    [Fact]
    public void A_broken_lesson_lists_its_faults()
    {
        var page = Render<LessonBroken>(parameters => parameters.Add(p => p.Reading, new LessonReading("01-a", null, [new("01-a/lesson.md", 7, "It is wrong.", "Put it right.")])));
        Assert.Equal(["01-a/lesson.md:7", "It is wrong.", "Put it right."], page.FindAll("tbody td").Select(cell => cell.TextContent));
    }

    [Fact]
    public void A_card_says_how_far_the_reader_is()
    {
        var card = Render<LessonCard>(parameters => parameters.Add(p => p.Lesson, Lesson).Add(p => p.ChecksRight, 1));
        Assert.Equal("lessons/01-a", card.Find("a").GetAttribute("href"));
        Assert.Equal("1 of 1 checks", card.Find(".tag").TextContent.Trim());
        card.Render(parameters => parameters.Add(p => p.IsDone, true));
        Assert.Equal("Done", card.Find(".tag").TextContent.Trim());
    }
}
