namespace RnnLab.Lessons;

/// <summary>Which files beside a lesson a browser may ask for, and as what.</summary>
public static class LessonFiles
{
    private static readonly Dictionary<string, string> ContentTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".webp"] = "image/webp",
        [".gif"] = "image/gif",
        [".csv"] = "text/csv; charset=utf-8",
        [".txt"] = "text/plain; charset=utf-8",
        [".safetensors"] = "application/octet-stream",
    };

    /// <summary>The content type of a file that may be asked for, or null.</summary>
    public static string? ContentType(string name) => ContentTypes.GetValueOrDefault(Path.GetExtension(name));

    /// <summary>Whether <paramref name="name"/> is a picture.</summary>
    public static bool IsPicture(string name) => ContentType(name)?.StartsWith("image/", StringComparison.Ordinal) == true;

    /// <summary>Absolute path of a file of <paramref name="lesson"/> that a browser may ask for, or null: only files directly in its folder, of a known type.</summary>
    public static string? Find(Lesson lesson, string name)
    {
        if (ContentType(name) is null || name.AsSpan().IndexOfAny('/', '\\') >= 0)
            return null;
        // Compared with the names that are there, so that no form of path in a request can leave the folder.
        return Directory.EnumerateFiles(lesson.Folder).FirstOrDefault(path => Path.GetFileName(path) == name);
    }
}
