using RnnLab.Data.Text;

namespace RnnLab.Data.Corpora;

/// <summary>
/// All texts that a person can choose from: those that come with the program ("tavern", "prose", "dinosaurs") and those that were uploaded. Safe for several threads.
/// </summary>
public sealed class CorpusLibrary
{
    private readonly UploadStore _uploads;

    /// <summary>Opens the library.</summary>
    /// <param name="uploadsDirectory">Folder of the uploaded texts; made when the first arrives.</param>
    /// <param name="limits">How large one text may be; 50 MB when null.</param>
    /// <param name="maximumTotalBytes">How many bytes all uploads may take together.</param>
    public CorpusLibrary(string uploadsDirectory, TextLimits? limits = null, long maximumTotalBytes = 1L << 30)
    {
        ArgumentException.ThrowIfNullOrEmpty(uploadsDirectory);
        _uploads = new UploadStore(uploadsDirectory, limits ?? TextLimits.Default, maximumTotalBytes);
    }

    /// <summary>The shipped corpora, then the uploads by title.</summary>
    public IReadOnlyList<CorpusInfo> List() => [.. ShippedCorpora.List(), .. _uploads.List()];

    /// <summary>What is known of a corpus, or null when there is none of that name. "tavern:SIZE:SEED" names a tavern corpus of that size and seed.</summary>
    /// <exception cref="TextFormatException">The name begins with "tavern:" but its size or seed is not a number in range.</exception>
    public CorpusInfo? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return ShippedCorpora.Find(name) ?? _uploads.Find(name);
    }

    /// <summary>The text of a corpus, ready to train on.</summary>
    /// <exception cref="TextFormatException">There is no corpus of that name, or its file was damaged since.</exception>
    public string LoadText(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (ShippedCorpora.Read(name) is { } text)
            return text;
        if (_uploads.Find(name) is not null)
            return _uploads.Read(name);
        throw new TextFormatException($"There is no corpus named \"{name}\". There are: {string.Join(", ", List().Select(c => c.Name))}.");
    }

    /// <summary>Takes in a person's own text: streamed to disk, checked, and kept under a name made of its content, so that the same text uploaded twice is kept once.</summary>
    /// <param name="stream">The bytes of the file; read to the end, not closed.</param>
    /// <param name="fileName">What the person calls it. Shown, never used as a path.</param>
    /// <param name="cancellationToken">Gives the upload up; nothing of it stays.</param>
    /// <returns>The corpus; its <see cref="CorpusInfo.Name"/> is what to ask for it by.</returns>
    /// <exception cref="TextFormatException">It is too large, not text, or there is no room; nothing of it stays.</exception>
    public Task<CorpusInfo> SaveUploadAsync(Stream stream, string fileName, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return _uploads.SaveAsync(stream, fileName, cancellationToken);
    }

    /// <summary>Deletes an upload. Shipped corpora stay.</summary>
    /// <returns>False when there is no upload of that name.</returns>
    public bool Delete(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _uploads.Delete(name);
    }
}
