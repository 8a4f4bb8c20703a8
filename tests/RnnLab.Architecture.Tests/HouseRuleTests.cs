using System.Text.RegularExpressions;

namespace RnnLab.Architecture.Tests;

/// <summary>Rules that hold for every source file.</summary>
public sealed partial class HouseRuleTests
{
    private static readonly string[] Skipped = ["bin", "obj", "node_modules", "lib", ".git"];

    [Fact]
    public void No_file_of_ours_is_longer_than_thirty_kilobytes()
    {
        string[] large = [.. Files("*.cs", "*.razor", "*.js", "*.css").Where(file => new FileInfo(file).Length > 30_000).Select(Relative)];
        Assert.Empty(large);
    }

    [Fact]
    public void Nothing_unfinished_lands()
    {
        string[] unfinished = [.. Files("*.cs", "*.razor", "*.js", "*.css", "*.targets", "*.csproj").Where(file => Unfinished().IsMatch(File.ReadAllText(file))).Select(Relative)];
        Assert.Empty(unfinished);
    }

    [Fact]
    public void Package_versions_stand_in_one_place()
    {
        string[] versions = [.. Files("*.csproj").Where(file => VersionAttribute().IsMatch(File.ReadAllText(file))).Select(Relative)];
        Assert.Empty(versions);
    }

    [Fact]
    public void The_lock_file_names_no_registry() =>
        Assert.DoesNotContain("\"resolved\"", File.ReadAllText(Path.Combine(Repository.Root, "src", "RnnLab.Web", "package-lock.json")), StringComparison.Ordinal);

    private static IEnumerable<string> Files(params string[] patterns) =>
        from top in (string[])["src", "tests", "wwwroot"]
        from pattern in patterns
        from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, top), pattern, SearchOption.AllDirectories)
        where !Relative(file).Split('/').Intersect(Skipped).Any()
        select file;

    private static string Relative(string file) => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/');

    // Written so that this file does not find itself.
    [GeneratedRegex(@"\b(TO" + @"DO|FIX" + @"ME|HA" + @"CK)\b|NotImplemented" + @"Exception")]
    private static partial Regex Unfinished();

    [GeneratedRegex("<PackageReference [^>]*Version=")]
    private static partial Regex VersionAttribute();
}
