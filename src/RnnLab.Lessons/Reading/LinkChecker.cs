using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace RnnLab.Lessons.Reading;

/// <summary>Checks every link of a piece of Markdown and rewrites those inside the app to addresses relative to its base.</summary>
internal static class LinkChecker
{
    /// <summary>Key of the data that marks a link as a coloured quantity.</summary>
    public const string QuantityKey = "quantity";

    private const string QuantityScheme = "q:";


    /// <summary>Checks and rewrites the links below <paramref name="document"/>; also reports raw HTML and pictures in the middle of text.</summary>
    /// <param name="document">Markdown of the lesson, or of a text in its YAML.</param>
    /// <param name="context">Where faults go.</param>
    /// <param name="line">Line of the lesson to report, for a text in YAML; null to take each node's own.</param>
    public static void Check(MarkdownObject document, LessonContext context, int? line = null)
    {
        foreach (var node in document.Descendants())
        {
            int at = line ?? LineOf(node);
            switch (node)
            {
                case LinkInline { IsImage: true } when !FigureReader.IsFigure(node):
                    context.Report(at, "A picture stands in the middle of a text.", "Put it in a paragraph of its own.");
                    break;
                case LinkInline { IsImage: false } link:
                    CheckLink(link, at, context);
                    break;
                case AutolinkInline { IsEmail: false } auto when !IsWeb(auto.Url):
                    context.Report(at, $"The link {auto.Url} is neither https nor http.", "Write a web address, or a link with words.");
                    auto.Url = "";
                    break;
                case HtmlInline or HtmlBlock:
                    context.Report(at, "Raw HTML does not work in lessons.", "Use Markdown; put a sign such as < between backquotes.");
                    break;
            }
        }
    }

    private static int LineOf(MarkdownObject node) => node.Line + 1;

    private static void CheckLink(LinkInline link, int line, LessonContext context)
    {
        string url = link.Url ?? "";
        if (url.StartsWith(QuantityScheme, StringComparison.Ordinal))
            MarkQuantity(link, url[QuantityScheme.Length..], line, context);
        else if (IsWeb(url))
            link.GetAttributes().AddPropertyIfNotExist("rel", "noopener");
        else
            link.Url = Rewrite(url, line, context);
    }

    private static void MarkQuantity(LinkInline link, string quantity, int line, LessonContext context)
    {
        if (Quantities.Classes.TryGetValue(quantity, out string? css))
        {
            link.SetData(QuantityKey, css);
            return;
        }

        link.Url = "";
        context.Report(line, $"There is no quantity \"{quantity}\".", $"Use one of {string.Join(", ", Quantities.Classes.Keys)}.");
    }

    /// <summary>The address relative to the app's base, or an empty one after a report.</summary>
    private static string Rewrite(string url, int line, LessonContext context)
    {
        string target = url.Split('#', '?')[0];
        string rest = url[target.Length..];
        if (target.Length == 0 && rest.StartsWith('#'))
        {
            if (context.Anchors.Contains(rest[1..]))
                return $"lessons/{context.Slug}{rest}";
            context.Report(line, $"Nothing in this lesson has the anchor {rest}.", $"Use one of {string.Join(", ", context.Anchors.Select(anchor => "#" + anchor))}.");
        }
        else if (target.StartsWith("../", StringComparison.Ordinal))
        {
            string slug = target[3..].Replace("/" + LessonParser.FileName, "", StringComparison.Ordinal).TrimEnd('/');
            if (context.OtherSlugs.Contains(slug))
                return $"lessons/{slug}{rest}";
            context.Report(line, $"The link {url} leads to no lesson.", "Write ../ and the folder name of another lesson.");
        }
        else if (target.StartsWith('/'))
        {
            if (context.Rules.AppPages.Contains(target.Trim('/').Split('/')[0]))
                return url[1..];
            context.Report(line, $"The link {url} leads to no page of the app.", $"Its pages are {string.Join(", ", context.Rules.AppPages.Order().Select(page => "/" + page))}.");
        }
        else if (context.HasFile(target) && LessonFiles.ContentType(target) is not null)
        {
            return $"lessons/{context.Slug}/files/{target}{rest}";
        }
        else
        {
            context.Report(line, $"The link \"{url}\" leads nowhere.", "Write https://..., #a-heading, ../NN-another-lesson, /a-page-of-the-app, or the name of a file beside lesson.md.");
        }

        return "";
    }

    private static bool IsWeb(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && url.StartsWith("http", StringComparison.OrdinalIgnoreCase);
}
