namespace RnnLab.Cli.Runs;

/// <summary>
/// Where the command line keeps runs: a data directory of its own for each, laid out as that of the workbench (<c>runs/ID/</c> and the uploaded text beside
/// it), so that the folder is complete in itself and the workbench can open it too.
/// </summary>
internal static class OutputFolder
{
    /// <summary>Makes the folder of a new run and checks that it can be written.</summary>
    /// <returns>Whether the folder is new, so that it can be taken away again when the run cannot be made.</returns>
    /// <exception cref="CliException">It holds a run already, or cannot be written.</exception>
    public static bool Prepare(string path)
    {
        if (File.Exists(path))
            throw new CliException($"\"{path}\" is a file. Give a folder to --out.");
        if (RunIds(path) is [var first, ..])
            throw new CliException($"\"{path}\" already holds the run {first}. Continue it with --resume \"{path}\", or choose another folder for --out.");
        bool isNew = !Directory.Exists(path);
        string probe = Path.Combine(path, $".write-test-{Environment.ProcessId}");
        try
        {
            Directory.CreateDirectory(path);
            File.WriteAllBytes(probe, [1]);
            File.Delete(probe);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            if (isNew)
                TryDelete(path);
            else
                TryDeleteFile(probe);
            throw new CliException($"The folder \"{path}\" cannot be written: {problem.Message} Choose another one for --out.");
        }

        return isNew;
    }

    /// <summary>The data directory and the run that a person means: the folder given to --out, or that of the run inside it.</summary>
    /// <exception cref="CliException">There is no run, or more than one.</exception>
    public static (string DataDirectory, string Id) FindRun(string path)
    {
        if (!Directory.Exists(path))
            throw new CliException($"There is no folder \"{path}\" to resume from. Give the folder that was given to --out.");
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (File.Exists(Path.Combine(full, "config.json")) && Directory.GetParent(full) is { Name: "runs", Parent: { } data })
            return (data.FullName, Path.GetFileName(full));
        return RunIds(full) switch
        {
            [var only] => (full, only),
            [] => throw new CliException($"\"{path}\" holds no run. Give the folder that was given to --out."),
            var several => throw new CliException($"\"{path}\" holds several runs. Name one of them: {string.Join(", ", several.Select(id => Path.Combine(path, "runs", id)))}."),
        };
    }

    /// <summary>Deletes a folder as far as the system lets it go.</summary>
    public static void TryDelete(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // What stays behind is small, and the reason for deleting it is told already.
        }
    }

    private static void TryDeleteFile(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // As above.
        }
    }

    private static string[] RunIds(string path)
    {
        string runs = Path.Combine(path, "runs");
        return Directory.Exists(runs) ? [.. Directory.GetDirectories(runs).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)] : [];
    }
}
