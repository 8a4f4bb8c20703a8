namespace RnnLab.Training.Checkpoints;

/// <summary>Whole-file writes: beside the final name, flushed to the disk, then renamed over it.</summary>
internal static class AtomicFile
{
    /// <summary>The ending of files that are still being written; left over after a crash, they mean nothing.</summary>
    public const string PartialEnding = ".partial";

    /// <summary>Replaces <paramref name="path"/> by what <paramref name="write"/> writes, or leaves it as it was and throws.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        string partial = path + PartialEnding;
        try
        {
            using (var stream = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(partial, path, overwrite: true);
        }
        catch
        {
            TryDelete(partial);
            throw;
        }
    }

    /// <summary>Deletes a file if the disk lets it; one that stays is harmless.</summary>
    public static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // A leftover costs space only, and the caller has something more important to say.
        }
    }
}
