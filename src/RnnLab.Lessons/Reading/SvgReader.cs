using System.Xml;
using System.Xml.Linq;

namespace RnnLab.Lessons.Reading;

/// <summary>
/// Reads a drawing so that it can stand in the page itself and take the page's colours, light or dark. Only plain drawing is let through:
/// no scripts, styles, links or anything from elsewhere.
/// </summary>
internal static class SvgReader
{
    private const string Namespace = "http://www.w3.org/2000/svg";

    private static readonly HashSet<string> Elements = new(StringComparer.Ordinal)
    {
        "svg", "g", "defs", "marker", "path", "line", "polyline", "polygon", "rect", "circle", "ellipse", "text", "tspan", "title", "desc",
    };

    private static readonly HashSet<string> Attributes = new(StringComparer.Ordinal)
    {
        "id", "class", "viewBox", "width", "height", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "dx", "dy", "d", "points", "transform", "fill", "fill-opacity",
        "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity", "text-anchor", "dominant-baseline", "font-size", "font-weight", "font-style",
        "marker-start", "marker-end", "markerWidth", "markerHeight", "markerUnits", "refX", "refY", "orient",
    };

    /// <summary>The drawing as markup, with <paramref name="alt"/> as its name; or null, and what is wrong with it.</summary>
    public static (string? Svg, string? Problem) Read(string path, string alt)
    {
        XElement root;
        try
        {
            using var reader = XmlReader.Create(path, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true });
            root = XElement.Load(reader);
        }
        catch (Exception e) when (e is XmlException or IOException or UnauthorizedAccessException)
        {
            return (null, $"it cannot be read: {e.Message}");
        }

        if (root.Name != XName.Get("svg", Namespace) || root.Attribute("viewBox") is null)
            return (null, "it is not an SVG drawing with a viewBox");
        foreach (var element in root.DescendantsAndSelf())
        {
            if (element.Name.NamespaceName != Namespace || !Elements.Contains(element.Name.LocalName))
                return (null, $"it holds the element {element.Name.LocalName}");
            foreach (var attribute in element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration))
            {
                bool refers = attribute.Value.Contains("url(", StringComparison.OrdinalIgnoreCase) && !attribute.Value.StartsWith("url(#", StringComparison.Ordinal);
                if (attribute.Name.NamespaceName.Length > 0 || !Attributes.Contains(attribute.Name.LocalName) || refers)
                    return (null, $"its element {element.Name.LocalName} has the attribute {attribute.Name.LocalName}=\"{attribute.Value}\"");
            }
        }

        root.SetAttributeValue("role", "img");
        root.SetAttributeValue("aria-label", alt);
        return (root.ToString(SaveOptions.DisableFormatting), null);
    }
}
