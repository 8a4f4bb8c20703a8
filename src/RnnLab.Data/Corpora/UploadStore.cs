using System.Security.Cryptography;
using System.Text.Json;
using RnnLab.Data.Text;

namespace RnnLab.Data.Corpora;

/// <summary>
/// Texts that people brought, in one folder: <c>upload-&lt;12 hex digits of the SHA-256&gt;.txt</c> with the bytes as they came, and a <c>.json</c> of the same name
/// with what is known of it. A file is written beside under a name of its own and renamed when it is whole and checked, so a crash or two uploads
/// at once leave no half text. The person's file name is shown, and never used as a path.
/// </summary>
internal sealed class UploadStore(string directory, TextLimits limits, long maximumTotalBytes)
{
    private const string Prefix = "upload-";
    private const int IdDigits = 12;
    private static readonly JsonSerializerOptions JsonOptions = new() { WriteIndented = true };

    /// <summary>Whether a name has the form of an upload's, which also keeps it from leading out of the folder.</summary>
    public static bool IsUploadName(string name) =>
        name.Length == Prefix.Length + IdDigits
        && name.StartsWith(Prefix, StringComparison.Ordinal)
        && name.AsSpan(Prefix.Length).IndexOfAnyExcept("0123456789abcdef") < 0;

    public IReadOnlyList<CorpusInfo> List() => Directory.Exists(directory)
        ? [.. Directory.EnumerateFiles(directory, Prefix + "*.json")
            .Select(f => Find(Path.GetFileNameWithoutExtension(f)))
            .OfType<CorpusInfo>()
            .OrderBy(c => c.Title, StringComparer.OrdinalIgnoreCase).ThenBy(c => c.Name, StringComparer.Ordinal)]
        : [];

    public CorpusInfo? Find(string name)
    {
        if (!IsUploadName(name) || !File.Exists(TextPath(name)))
            return null;
        try
        {
            return JsonSerializer.Deserialize<CorpusInfo>(File.ReadAllBytes(InfoPath(name)));
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException)
        {
            // The text is what counts; what is known of it can be found out again.
            LoadedText loaded = TextLoader.LoadFile(TextPath(name), limits);
            return Describe(name, name, loaded);
        }
    }

    public string Read(string name) => TextLoader.LoadFile(TextPath(name), limits).Text;

    public bool Delete(string name)
    {
        if (!IsUploadName(name) || !File.Exists(TextPath(name)))
            return false;
        File.Delete(TextPath(name));
        File.Delete(InfoPath(name));
        return true;
    }

    public async Task<CorpusInfo> SaveAsync(Stream stream, string fileName, CancellationToken cancellationToken)
    {
        string title = UploadTitle.From(fileName);
        string part = Path.Combine(directory, Path.GetRandomFileName() + ".part");
        try
        {
            Directory.CreateDirectory(directory);
            string name = await ReceiveAsync(stream, part, title, cancellationToken).ConfigureAwait(false);
            if (Find(name) is { } known)
                return known;
            LoadedText loaded;
            using (var file = new FileStream(part, FileMode.Open, FileAccess.Read, FileShare.Read))
                loaded = TextLoader.Load(file, title, limits, cancellationToken);
            CheckRoom(new FileInfo(part).Length);
            CorpusInfo info = Describe(name, title, loaded);
            string infoPart = part + ".json";
            await File.WriteAllBytesAsync(infoPart, JsonSerializer.SerializeToUtf8Bytes(info, JsonOptions), cancellationToken).ConfigureAwait(false);
            File.Move(infoPart, InfoPath(name), overwrite: true);
            File.Move(part, TextPath(name), overwrite: true);
            return info;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TextFormatException($"\"{title}\" could not be stored in \"{directory}\": {e.Message} Check that the disk has room and that the folder may be written to.", e);
        }
        finally
        {
            // Both are gone when all went well; without the folder there was never anything to delete.
            if (Directory.Exists(directory))
            {
                File.Delete(part);
                File.Delete(part + ".json");
            }
        }
    }

    private async Task<string> ReceiveAsync(Stream stream, string part, string title, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[64 * 1024];
        long received = 0;
        using var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous);
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            received += read;
            if (received > limits.MaximumBytes)
                throw new TextFormatException($"\"{title}\" is larger than {limits.Words}, the most that can be uploaded. Cut it, or use a part of it.");
            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
        }

        file.Flush(flushToDisk: true);
        return Prefix + Convert.ToHexStringLower(hash.GetHashAndReset())[..IdDigits];
    }

    private void CheckRoom(long bytes)
    {
        long held = new DirectoryInfo(directory).EnumerateFiles(Prefix + "*.txt").Sum(f => f.Length);
        if (held + bytes > maximumTotalBytes)
        {
            throw new TextFormatException(
                $"There is no room for this text: uploads take {TextLimits.Describe(held)} of {TextLimits.Describe(maximumTotalBytes)}, and it has {TextLimits.Describe(bytes)}. Delete one that is no longer needed.");
        }
    }

    private static CorpusInfo Describe(string name, string title, LoadedText loaded) =>
        CorpusMeasure.Describe(name, title, "A text of your own.", loaded.Text, "Uploaded here; its terms are yours to know.") with
        {
            IsUpload = true,
            Note = loaded.Note,
        };

    private string TextPath(string name) => Path.Combine(directory, name + ".txt");

    private string InfoPath(string name) => Path.Combine(directory, name + ".json");
}
