using System.Xml.Linq;

namespace RnnLab.Architecture.Tests;

/// <summary>The project files, as they lie on disk.</summary>
internal static class Repository
{
    /// <summary>The folder of RnnLab.sln.</summary>
    public static string Root { get; } = Find();

    /// <summary>Names of the projects below src/.</summary>
    public static IReadOnlyList<string> SourceProjects { get; } = [.. Projects("src")];

    /// <summary>Names of the projects below tests/.</summary>
    public static IReadOnlyList<string> TestProjects { get; } = [.. Projects("tests")];

    /// <summary>Projects that a project refers to.</summary>
    public static IReadOnlyList<string> References(string folder, string project) =>
        [.. Read(folder, project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')))];

    /// <summary>Packages that a project refers to.</summary>
    public static IReadOnlyList<string> Packages(string folder, string project) => [.. Read(folder, project, "PackageReference")];

    private static IEnumerable<string> Read(string folder, string project, string element) =>
        XDocument.Load(Path.Combine(Root, folder, project, project + ".csproj")).Descendants(element).Select(e => e.Attribute("Include")?.Value).OfType<string>();

    private static IEnumerable<string> Projects(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories).Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal);

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "RnnLab.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException("The tests do not run below the repository.");
    }
}
