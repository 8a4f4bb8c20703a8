using Markdig;
using Markdig.Extensions.Mathematics;
using Markdig.Extensions.SmartyPants;
using Markdig.Helpers;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Renderers.Html.Inlines;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace RnnLab.Lessons.Reading;

/// <summary>Parses a lesson's Markdown and renders parts of it as safe HTML: what the source holds of raw HTML comes out encoded.</summary>
internal sealed class LessonHtml
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UseMathematics()
        .UsePipeTables()
        .UseAlertBlocks()
        .UseSmartyPants()
        .UsePreciseSourceLocation()
        .Build();

    private const string SignAfter = "sign-after";

    private readonly LessonContext _context;

    public LessonHtml(LessonContext context) => _context = context;

    /// <summary>The syntax tree of <paramref name="markdown"/>.</summary>
    public static MarkdownDocument Parse(string markdown)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        // Quotes come out typographic by themselves; an apostrophe stands alone and does not.
        foreach (var literal in document.Descendants<LiteralInline>().Where(literal => literal.Content.IndexOf('\'') >= 0))
            literal.Content = new StringSlice(literal.Content.ToString().Replace('\'', '\u2019'));
        // The sign after a formula stays on the formula's line.
        foreach (var math in document.Descendants<MathInline>())
        {
            if (math.NextSibling is LiteralInline { Content.IsEmpty: false } after && ",.;:?!)".Contains(after.Content.PeekCharAbsolute(after.Content.Start)))
            {
                string text = after.Content.ToString();
                math.SetData(SignAfter, text[..1]);
                after.Content = new StringSlice(text[1..]);
            }
        }

        return document;
    }

    /// <summary>HTML of whole blocks, after <see cref="LinkChecker"/> has been over them.</summary>
    public string Render(IEnumerable<Block> blocks) => Write(renderer =>
    {
        foreach (var block in blocks)
            renderer.Render(block);
    });

    /// <summary>HTML of the words of one paragraph or heading, without the element round them.</summary>
    public string RenderInlines(LeafBlock leaf) => Write(renderer => renderer.WriteLeafInline(leaf)).Trim();

    /// <summary>HTML of a short text that stands in YAML: one paragraph without its element, or several blocks.</summary>
    /// <param name="markdown">The text.</param>
    /// <param name="line">Line of the lesson on which it stands, for reports.</param>
    public string RenderSnippet(string markdown, int line)
    {
        var document = Parse(markdown);
        LinkChecker.Check(document, _context, line);
        return document is [ParagraphBlock only] ? RenderInlines(only) : Render(document);
    }

    /// <summary>The words of a heading without mark-up; formulas as their source.</summary>
    public string PlainText(LeafBlock leaf)
    {
        var text = new System.Text.StringBuilder();
        foreach (var inline in leaf.Inline?.Descendants() ?? [])
        {
            _ = inline switch
            {
                LiteralInline literal => text.Append(literal.Content.AsSpan()),
                CodeInline code => text.Append(code.Content),
                MathInline math => text.Append(math.Content.AsSpan()),
                SmartyPant sign => text.Append(Sign(sign.Type)),
                HtmlEntityInline entity => text.Append(entity.Transcoded.AsSpan()),
                LineBreakInline => text.Append(' '),
                _ => text,
            };
        }

        return text.ToString().Trim();
    }

    private static string Sign(SmartyPantType type) => type switch
    {
        SmartyPantType.LeftQuote => "\u2018",
        SmartyPantType.RightQuote => "\u2019",
        SmartyPantType.LeftDoubleQuote => "\u201C",
        SmartyPantType.RightDoubleQuote => "\u201D",
        SmartyPantType.Dash2 => "\u2013",
        SmartyPantType.Dash3 => "\u2014",
        SmartyPantType.Ellipsis => "\u2026",
        _ => "\"",
    };

    private static string Write(Action<HtmlRenderer> write)
    {
        var output = new StringWriter { NewLine = "\n" };
        var renderer = new HtmlRenderer(output);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.Replace<HtmlBlockRenderer>(new EncodedHtmlBlockRenderer());
        renderer.ObjectRenderers.Replace<HtmlInlineRenderer>(new EncodedHtmlInlineRenderer());
        renderer.ObjectRenderers.Replace<HtmlMathInlineRenderer>(new MathInlineRenderer());
        renderer.ObjectRenderers.Replace<HtmlMathBlockRenderer>(new MathBlockRenderer());
        renderer.ObjectRenderers.Replace<LinkInlineRenderer>(new QuantityLinkRenderer());
        write(renderer);
        renderer.Writer.Flush();
        return output.ToString();
    }

    private sealed class EncodedHtmlBlockRenderer : HtmlObjectRenderer<HtmlBlock>
    {
        protected override void Write(HtmlRenderer renderer, HtmlBlock obj)
        {
            renderer.Write("<p>");
            renderer.WriteLeafRawLines(obj, writeEndOfLines: true, escape: true);
            renderer.Write("</p>");
        }
    }

    private sealed class EncodedHtmlInlineRenderer : HtmlObjectRenderer<HtmlInline>
    {
        protected override void Write(HtmlRenderer renderer, HtmlInline obj) => renderer.WriteEscape(obj.Tag);
    }

    private sealed class MathInlineRenderer : HtmlObjectRenderer<MathInline>
    {
        protected override void Write(HtmlRenderer renderer, MathInline obj)
        {
            string? after = obj.GetData(SignAfter) as string;
            if (after is not null)
                renderer.Write("<span class=\"together\">");
            renderer.Write("<span class=\"math\">\\(");
            renderer.WriteEscape(obj.Content);
            renderer.Write("\\)</span>");
            if (after is not null)
                renderer.Write(after).Write("</span>");
        }
    }

    private sealed class MathBlockRenderer : HtmlObjectRenderer<MathBlock>
    {
        protected override void Write(HtmlRenderer renderer, MathBlock obj)
        {
            renderer.EnsureLine();
            renderer.Write("<div class=\"math\">\\[");
            renderer.WriteLeafRawLines(obj, writeEndOfLines: true, escape: true);
            renderer.Write("\\]</div>").WriteLine();
        }
    }

    /// <summary>Links, and <c>[word](q:hidden)</c>: a word in the colour of a quantity.</summary>
    private sealed class QuantityLinkRenderer : LinkInlineRenderer
    {
        protected override void Write(HtmlRenderer renderer, LinkInline link)
        {
            if (link.GetData(LinkChecker.QuantityKey) is not string css)
            {
                base.Write(renderer, link);
                return;
            }

            renderer.Write($"<span class=\"term {css}\">");
            renderer.WriteChildren(link);
            renderer.Write("</span>");
        }
    }
}
