namespace RnnLab.Data.Text;

/// <summary>How large a text may be.</summary>
/// <param name="MaximumBytes">The most bytes that are read before the text is refused.</param>
public sealed record TextLimits(long MaximumBytes)
{
    /// <summary>The usual limit: 50 MB (50 x 1024 x 1024 bytes).</summary>
    public static TextLimits Default { get; } = new(50L * 1024 * 1024);

    /// <summary>The limit in words, such as "50 MB".</summary>
    public string Words => Describe(MaximumBytes);

    /// <summary>A number of bytes in words, such as "50 MB" or "1.5 KB".</summary>
    public static string Describe(long bytes) => bytes switch
    {
        < 1024 => FormattableString.Invariant($"{bytes} bytes"),
        < 1024 * 1024 => FormattableString.Invariant($"{bytes / 1024.0:0.#} KB"),
        _ => FormattableString.Invariant($"{bytes / (1024.0 * 1024.0):0.#} MB"),
    };
}
