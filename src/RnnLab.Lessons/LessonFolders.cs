using System.Text.RegularExpressions;

namespace RnnLab.Lessons;

/// <summary>Finds lessons on disk.</summary>
public static partial class LessonFolders
{
    /// <summary>The file for authors that marks a folder of lessons.</summary>
    public const string Marker = "_schema.md";

    /// <summary>The folder beside the lessons that holds the trained models which ship with the program; it is no lesson.</summary>
    public const string Models = "models";

    /// <summary>
    /// The folder of lessons nearest to one of <paramref name="starts"/>: a folder <c>lessons</c> that holds <see cref="Marker"/>, in the start
    /// itself (published app) or in one of the folders above it (<c>dotnet run</c> in the repository). Null where there is none.
    /// </summary>
    public static string? Find(params IEnumerable<string> starts)
    {
        foreach (string start in starts)
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                string candidate = Path.Combine(folder.FullName, "lessons");
                if (File.Exists(Path.Combine(candidate, Marker)))
                    return candidate;
            }
        }

        return null;
    }

    /// <summary>Whether <paramref name="name"/> has the form of a lesson's folder name: two digits, then words in lower case, joined by hyphens.</summary>
    public static bool IsSlug(string name) => SlugPattern().IsMatch(name);

    /// <summary>Names of the lesson folders in <paramref name="root"/>, sorted. Names that start with an underscore or a dot are the authors' own, and <see cref="Models"/> holds none.</summary>
    public static IReadOnlyList<string> Slugs(string root) =>
    [
        .. new DirectoryInfo(root).EnumerateDirectories()
            .Select(folder => folder.Name)
            .Where(name => name[0] is not ('_' or '.') && name != Models)
            .Order(StringComparer.Ordinal),
    ];

    [GeneratedRegex("^[0-9]{2}(-[a-z0-9]+)+$", RegexOptions.CultureInvariant)]
    private static partial Regex SlugPattern();
}
