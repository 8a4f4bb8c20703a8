using Markdig.Extensions.Alerts;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using RnnLab.Lessons.Blocks;

namespace RnnLab.Lessons.Reading;

/// <summary>Turns the text of a lesson into blocks.</summary>
internal static class LessonParser
{
    /// <summary>Name of the file that holds a lesson's text.</summary>
    public const string FileName = "lesson.md";

    /// <summary>Reads a lesson; the result holds no lesson where anything was wrong.</summary>
    public static LessonReading Parse(string text, LessonContext context)
    {
        string[] lines = text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        var frontMatter = FrontMatterReader.Take(lines, context);
        var document = LessonHtml.Parse(string.Join('\n', lines));
        var blocks = ReadBlocks(document, context);
        if (frontMatter is not null && document.Count == 0)
            context.Report(lines.Length, "The lesson has no text.", "Write some below the front matter.");
        CheckScenes(blocks, context);
        var issues = context.Issues.OrderBy(issue => issue.Line).ToList();
        return new LessonReading(context.Slug, issues.Count > 0 ? null : new Lesson(context.Slug, context.Folder, frontMatter!, blocks), issues);
    }

    private static List<LessonBlock> ReadBlocks(MarkdownDocument document, LessonContext context)
    {
        var html = new LessonHtml(context);
        var headings = new HeadingReader(context, html);
        var figures = new FigureReader(context, html);
        var live = new LiveBlockReader(context, html);
        var quizzes = new QuizReader(context, html);

        // What has an anchor comes first, so that links above a heading may name it.
        var read = new Dictionary<Block, LessonBlock?>();
        foreach (var heading in document.OfType<HeadingBlock>())
            read[heading] = headings.Read(heading);
        foreach (var fences in document.OfType<FencedCodeBlock>().Where(fence => fence.Info is "live" or "quiz").GroupBy(fence => fence.Info))
            context.Anchors.UnionWith(fences.Select((_, index) => $"{fences.Key}-{index + 1}"));
        foreach (var fence in document.OfType<FencedCodeBlock>())
        {
            switch (fence.Info)
            {
                case "live": read[fence] = live.Read(fence); break;
                case "quiz": read[fence] = quizzes.Read(fence); break;
                case "figure": read[fence] = figures.Read(fence); break;
            }
        }

        LinkChecker.Check(document, context);
        ReportNested(document, context);
        foreach (var block in document)
        {
            switch (block)
            {
                case ParagraphBlock { Inline: { } inline } paragraph when inline.FirstChild is LinkInline picture && FigureReader.IsFigure(picture):
                    read[block] = figures.Read(paragraph, picture);
                    break;
                case AlertBlock alert:
                    read[block] = ReadCallout(alert, html, context);
                    break;
            }
        }

        return Gather(document, read, html);
    }

    /// <summary>The blocks in order, with everything between the special ones gathered into prose.</summary>
    private static List<LessonBlock> Gather(MarkdownDocument document, Dictionary<Block, LessonBlock?> read, LessonHtml html)
    {
        var blocks = new List<LessonBlock>();
        var prose = new List<Block>();
        void EndProse()
        {
            if (prose.Count > 0)
                blocks.Add(new ProseBlock(prose[0].Line + 1, html.Render(prose)));
            prose.Clear();
        }

        foreach (var block in document)
        {
            if (block is LinkReferenceDefinitionGroup)
                continue;
            if (!read.TryGetValue(block, out var special))
            {
                prose.Add(block);
                continue;
            }

            EndProse();
            if (special is not null)
                blocks.Add(special);
        }

        EndProse();
        return blocks;
    }

    private static CalloutBlock ReadCallout(AlertBlock alert, LessonHtml html, LessonContext context)
    {
        string kind = alert.Kind.ToString();
        var known = kind switch
        {
            "NOTE" => CalloutKind.Note,
            "TIP" => CalloutKind.Try,
            "IMPORTANT" => CalloutKind.KeyIdea,
            "WARNING" => CalloutKind.Careful,
            _ => (CalloutKind?)null,
        };
        if (known is null)
            context.Report(alert.Line + 1, $"There is no callout [!{kind}].", "Use [!NOTE], [!TIP], [!IMPORTANT] or [!WARNING].");
        return new CalloutBlock(alert.Line + 1, known ?? CalloutKind.Note, html.Render(alert));
    }

    private static void ReportNested(MarkdownDocument document, LessonContext context)
    {
        foreach (var fence in document.Descendants<FencedCodeBlock>())
        {
            if (fence.Parent != document && fence.Info is "live" or "quiz" or "figure")
                context.Report(fence.Line + 1, $"A {fence.Info} block stands inside a list or quotation.", "Start its fence at the beginning of a line, outside of both.");
        }
    }

    private static void CheckScenes(List<LessonBlock> blocks, LessonContext context)
    {
        for (int i = 0; i < blocks.Count; i++)
        {
            if (blocks[i] is IPlacedBlock { Place: Placement.Beside } && (i + 1 == blocks.Count || blocks[i + 1] is LessonHeading { Level: 2 } or IPlacedBlock))
                context.Report(blocks[i].Line, "A block with \"place: beside\" has no text to stand beside.", "Put it in front of the paragraphs about it, or write \"place: column\".");
        }
    }
}
