using System.Reflection;
using RnnLab.Data.Text;

namespace RnnLab.Data.Corpora;

/// <summary>The texts that are built into this assembly.</summary>
internal static class EmbeddedTexts
{
    private static readonly Assembly Home = typeof(EmbeddedTexts).Assembly;

    public static string Read(string name)
    {
        using Stream stream = Home.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is missing from {Home.GetName().Name}; the build is damaged.");
        return TextLoader.Load(stream, name).Text;
    }

    /// <summary>The texts whose names begin alike, in the order of their names, with an empty line between them.</summary>
    public static string ReadAll(string prefix) =>
        string.Join('\n', Home.GetManifestResourceNames().Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(Read));
}
