using System.Text;
using Markdig.Syntax;
using RnnLab.Lessons.Blocks;

namespace RnnLab.Lessons.Reading;

/// <summary>Turns headings into blocks with unique anchors and checks their levels.</summary>
internal sealed class HeadingReader(LessonContext context, LessonHtml html)
{
    private int _level = 1;

    public LessonHeading Read(HeadingBlock heading)
    {
        int line = heading.Line + 1;
        if (heading.Level == 1)
            context.Report(line, "A heading of level 1 stands in the text; the title from the front matter is the only one.", "Write it with ##.");
        else if (heading.Level > _level + 1)
            context.Report(line, $"A heading of level {heading.Level} follows one of level {_level}.", $"Write it with {new string('#', _level + 1)}.");
        _level = heading.Level;
        string text = html.PlainText(heading);
        if (text.Length == 0)
            context.Report(line, "A heading has no words.", "Write some, or remove the line.");
        return new LessonHeading(line, heading.Level, UniqueId(text), text, html.RenderInlines(heading));
    }

    private string UniqueId(string text)
    {
        var id = new StringBuilder();
        foreach (char c in text.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c))
                id.Append(c);
            else if (id.Length > 0 && id[^1] != '-')
                id.Append('-');
        }

        string stem = id.ToString().Trim('-');
        if (stem.Length == 0)
            stem = "section";
        string unique = stem;
        for (int n = 2; !context.Anchors.Add(unique); n++)
            unique = $"{stem}-{n}";
        return unique;
    }
}
