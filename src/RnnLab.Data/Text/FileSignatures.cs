namespace RnnLab.Data.Text;

/// <summary>Recognises by their first bytes the kinds of file that people most often take for text.</summary>
internal static class FileSignatures
{
    /// <summary>The kind of file with its article, such as "a PDF document", or null.</summary>
    public static string? Recognise(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("%PDF-"u8))
            return "a PDF document";
        if (start.StartsWith("PK\u0003\u0004"u8))
            return "a ZIP archive (Word, OpenDocument and EPUB files are ZIP archives too)";
        if (start.StartsWith("{\\rtf"u8))
            return "an RTF document";
        if (start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            return "a gzip archive";
        if (start.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']))
            return "a PNG picture";
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return "a JPEG picture";
        if (start.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]))
            return "an old Microsoft Office document";
        return null;
    }
}
