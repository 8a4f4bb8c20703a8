namespace RnnLab.Web.Tests.Harness;

/// <summary>Where the repository lies.</summary>
internal static class Repository
{
    /// <summary>The folder of RnnLab.sln.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "RnnLab.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException("The tests do not run below the repository.");
    }
}
