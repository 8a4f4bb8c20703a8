using RnnLab.Lessons.Blocks;

namespace RnnLab.Lessons.Tests;

public class ReadingTests
{
    [Fact]
    public void Front_matter_is_read()
    {
        var lesson = LessonFixture.Sound("Text.");
        Assert.Equal(("01-a-lesson", "A title", "What it is about.", 5, 1), (lesson.Slug, lesson.FrontMatter.Title, lesson.FrontMatter.Summary, lesson.FrontMatter.Minutes, lesson.FrontMatter.Order));
        Assert.Equal(["Some Python"], lesson.FrontMatter.Prerequisites);
        Assert.Equal(["Explain the loop"], lesson.FrontMatter.Objectives);
    }

    [Fact]
    public void Blocks_come_in_the_order_of_the_text()
    {
        var lesson = LessonFixture.Sound("""
            One.

            ## The loop

            Two.

            - three

            ```live echo
            ```

            ```quiz
            question: Why?
            choices:
              - {text: A, right: true, why: Yes}
              - {text: B, why: No}
            ```

            > [!TIP]
            > Four.

            ![A loop](loop.svg "Five")

            ```python
            six = 6
            ```
            """);
        Assert.Equal(
            ["ProseBlock", "LessonHeading", "ProseBlock", "LiveBlock", "QuizBlock", "CalloutBlock", "FigureBlock", "ProseBlock"],
            lesson.Blocks.Select(block => block.GetType().Name));
        Assert.Contains("<li>three</li>", ((ProseBlock)lesson.Blocks[2]).Html);
        Assert.Contains("<code class=\"language-python\">six = 6", ((ProseBlock)lesson.Blocks[7]).Html);
    }

    [Fact]
    public void Formulas_keep_their_source_encoded_for_the_browser()
    {
        string html = Html("With $a_1 < b$ and\n\n$$\nh_t = \\tanh(W x_t)\n$$\n");
        Assert.Contains("<span class=\"math\">\\(a_1 &lt; b\\)</span>", html);
        Assert.Contains("<div class=\"math\">\\[h_t = \\tanh(W x_t)", html);
    }

    [Fact]
    public void Escaped_dollars_are_not_formulas() => Assert.Equal("<p>It costs $5 or $6.</p>", Html(@"It costs \$5 or \$6.").Trim());

    [Fact]
    public void Quotes_and_apostrophes_become_typographic()
    {
        var lesson = LessonFixture.Sound("## What's \"new\"\n\nIt's \"this\" and `\"that\"`.");
        Assert.Equal("What\u2019s \u201Cnew\u201D", lesson.Headings.Single().Text);
        Assert.Equal("<p>It\u2019s &ldquo;this&rdquo; and <code>&quot;that&quot;</code>.</p>", ((ProseBlock)lesson.Blocks[1]).Html.Trim());
    }

    [Fact]
    public void Headings_get_unique_anchors()
    {
        var lesson = LessonFixture.Sound("## The *loop*, again\n\n### The loop again\n\n## $h_t$\n");
        Assert.Equal(["the-loop-again", "the-loop-again-2", "h-t"], lesson.Headings.Select(heading => heading.Id));
        Assert.Equal("The loop, again", lesson.Headings.First().Text);
        Assert.Equal("The <em>loop</em>, again", lesson.Headings.First().Html);
    }

    [Theory]
    [InlineData("[a](https://distill.pub/2019/memorization-in-rnns/)", "<a href=\"https://distill.pub/2019/memorization-in-rnns/\" rel=\"noopener\">a</a>")]
    [InlineData("[a](../02-b)", "<a href=\"lessons/02-b\">a</a>")]
    [InlineData("[a](../02-b/lesson.md#x)", "<a href=\"lessons/02-b#x\">a</a>")]
    [InlineData("[a](/lab?cell=gru)", "<a href=\"lab?cell=gru\">a</a>")]
    [InlineData("[a](names.csv)", "<a href=\"lessons/01-a-lesson/files/names.csv\">a</a>")]
    [InlineData("[a](#end)\n\n## End", "<a href=\"lessons/01-a-lesson#end\">a</a>")]
    [InlineData("[a](#live-2)\n\n```live echo\n```\n\n```live echo\n```", "<a href=\"lessons/01-a-lesson#live-2\">a</a>")]
    [InlineData("[state](q:hidden)", "<span class=\"term q-h\">state</span>")]
    public void Links_are_relative_to_the_apps_base(string markdown, string expected) => Assert.Contains(expected, Html(markdown));

    [Fact]
    public void Live_blocks_have_values_for_every_parameter()
    {
        var live = Assert.IsType<LiveBlock>(Assert.Single(LessonFixture.Sound("""
            ```live echo
            title: Try it
            caption: Type a *name*
            place: column
            units: 12
            loud: true
            ```
            """).Blocks));
        Assert.Equal(("echo", 1, "Try it", "Type a <em>name</em>", Placement.Column, "live-1"), (live.Id, live.Number, live.Title, live.CaptionHtml, live.Place, live.Anchor));
        Assert.Equal(("rex", 12, 0.01, true, "rnn"), (live.Parameters.Text("prompt"), live.Parameters.Integer("units"), live.Parameters.Number("rate"), live.Parameters.Boolean("loud"), live.Parameters.Text("cell")));
        Assert.Throws<ArgumentException>(() => live.Parameters.Text("units"));
        Assert.Throws<ArgumentException>(() => live.Parameters.Text("unheard-of"));
    }

    [Fact]
    public void Quizzes_have_a_reason_for_each_choice()
    {
        var quiz = Assert.IsType<QuizBlock>(Assert.Single(LessonFixture.Sound("""
            ```quiz
            question: What is $\ln 27$?
            choices:
              - text: About 3.3
                right: true
                why: "Yes: $e^{3.3} \\approx 27$."
              - text: "27"
                why: No.
            ```
            """).Blocks));
        Assert.Equal("What is <span class=\"together\"><span class=\"math\">\\(\\ln 27\\)</span>?</span>", quiz.QuestionHtml);
        Assert.Equal([true, false], quiz.Choices.Select(choice => choice.IsRight));
        Assert.Equal("Yes: <span class=\"together\"><span class=\"math\">\\(e^{3.3} \\approx 27\\)</span>.</span>", quiz.Choices[0].WhyHtml);
    }

    [Fact]
    public void Figures_can_stand_beside_text()
    {
        var blocks = LessonFixture.Sound("""
            ```figure
            file: loop.svg
            alt: A loop
            caption: The *loop*
            place: beside
            ```

            About the loop.
            """).Blocks;
        var figure = Assert.IsType<FigureBlock>(blocks[0]);
        Assert.Equal(("loop.svg", "A loop", "The <em>loop</em>", Placement.Beside), (figure.File, figure.Alt, figure.CaptionHtml, figure.Place));
        Assert.Equal(LessonFixture.Svg.Replace("viewBox=\"0 0 4 4\"", "viewBox=\"0 0 4 4\" role=\"img\" aria-label=\"A loop\"").Replace("/></svg>", " /></svg>"), figure.Svg);
    }

    [Fact]
    public void Neighbours_follow_the_order()
    {
        using var fixture = new LessonFixture()
            .With("02-b", LessonFixture.FrontMatter.Replace("order: 1", "order: 2") + "B.")
            .With("01-a", LessonFixture.FrontMatter + "A.")
            .With("_drafts", "not a lesson");
        var library = fixture.Read();
        Assert.Equal(["01-a", "02-b"], library.Lessons.Select(lesson => lesson.Slug));
        Assert.Equal((null, library.Lessons[1]), library.Neighbours(library.Lessons[0]));
        Assert.Equal((library.Lessons[0], null), library.Neighbours(library.Lessons[1]));
    }

    [Fact]
    public void Windows_line_ends_and_a_byte_order_mark_change_nothing()
    {
        using var fixture = new LessonFixture().With("01-a", "\uFEFF" + (LessonFixture.FrontMatter + "## One\n\nText.\n").Replace("\n", "\r\n"));
        Assert.Empty(fixture.Read().Issues);
    }

    private static string Html(string body) => ((ProseBlock)LessonFixture.Sound(body).Blocks[0]).Html;
}
