using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using RnnLab.Lessons.Blocks;

namespace RnnLab.Lessons.Reading;

/// <summary>Reads pictures: a paragraph with a picture alone, or a <c>figure</c> fence where the picture stands beside or across the text.</summary>
internal sealed class FigureReader(LessonContext context, LessonHtml html)
{
    /// <summary>Whether this picture is alone in its paragraph.</summary>
    public static bool IsFigure(MarkdownObject node) =>
        node is LinkInline { IsImage: true, PreviousSibling: null, NextSibling: null, Parent: ContainerInline { Parent: null, ParentBlock: ParagraphBlock } };

    public FigureBlock Read(ParagraphBlock paragraph, LinkInline picture)
    {
        int line = paragraph.Line + 1;
        string alt = string.Concat(picture.Descendants<LiteralInline>().Select(literal => literal.Content.ToString()));
        string file = picture.Url ?? "";
        string? svg = Check(file, alt, line, line);
        return new FigureBlock(line, file, alt, html.RenderSnippet(picture.Title ?? "", line), Placement.Column, svg);
    }

    public FigureBlock? Read(FencedCodeBlock fence)
    {
        int line = fence.Line + 1;
        if (YamlMap.Parse(fence.Lines.ToString(), line, "this figure", context) is not { } map)
            return null;
        string file = map.Text("file", required: true) ?? "";
        string alt = map.Text("alt", required: true) ?? "";
        string caption = map.Text("caption") ?? "";
        var place = PlacementReader.Read(map, Placement.Column, context);
        map.ReportUnknownKeys();
        string? svg = file.Length > 0 && alt.Length > 0 ? Check(file, alt, map.LineOfKey("file"), map.LineOfKey("alt")) : null;
        return new FigureBlock(line, file, alt, html.RenderSnippet(caption, map.LineOfKey("caption")), place, svg);
    }

    /// <summary>Reports what is wrong with a picture; gives the markup of a drawing.</summary>
    private string? Check(string file, string alt, int fileLine, int altLine)
    {
        if (alt.Trim().Length == 0)
            context.Report(altLine, $"The picture {file} has no words for those who cannot see it.", "Write between the square brackets what it shows.");
        if (!LessonFiles.IsPicture(file))
            context.Report(fileLine, $"\"{file}\" is not a picture that browsers show.", "Use .svg, .png, .jpg, .webp or .gif.");
        else if (!context.HasFile(file))
            context.Report(fileLine, $"The picture \"{file}\" is not in the lesson's folder.", "Put it beside lesson.md, or correct its name.");
        else if (Path.GetExtension(file).Equals(".svg", StringComparison.OrdinalIgnoreCase))
            return ReadSvg(file, alt, fileLine);
        return null;
    }

    private string? ReadSvg(string file, string alt, int line)
    {
        var (svg, problem) = SvgReader.Read(Path.Combine(context.Folder, file), alt);
        if (problem is not null)
            context.Report(line, $"The drawing \"{file}\" cannot be shown: {problem.TrimEnd('.')}.", "Keep to plain shapes and texts, with classes for colours (see _schema.md).");
        return svg;
    }
}
