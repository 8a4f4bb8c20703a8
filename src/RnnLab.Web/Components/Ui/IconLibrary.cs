using System.Collections.Concurrent;
using System.Reflection;

namespace RnnLab.Web.Components.Ui;

/// <summary>The Lucide icons that the build embedded (<c>build/Icons.props</c>).</summary>
public static class IconLibrary
{
    private static readonly ConcurrentDictionary<string, string> Shapes = new(StringComparer.Ordinal);

    /// <summary>The drawing inside an icon's <c>svg</c> element, on a 24 by 24 grid.</summary>
    /// <param name="name">Lucide's name, for instance <c>play</c>.</param>
    /// <exception cref="ArgumentException">No icon of this name was embedded.</exception>
    public static string Shape(string name) => Shapes.GetOrAdd(name, static icon =>
    {
        using Stream? stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"icons/{icon}.svg");
        if (stream is null) throw new ArgumentException($"There is no icon '{icon}'. Add the name to build/Icons.props and build again.", nameof(name));
        using StreamReader reader = new(stream);
        string svg = reader.ReadToEnd();
        int open = svg.IndexOf("<svg", StringComparison.Ordinal);
        int start = svg.IndexOf('>', open) + 1;
        int end = svg.LastIndexOf("</svg>", StringComparison.Ordinal);
        return svg[start..end].Trim();
    });
}
