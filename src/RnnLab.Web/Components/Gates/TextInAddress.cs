using System.Buffers.Text;
using System.IO.Compression;
using System.Text;

namespace RnnLab.Web.Components.Gates;

/// <summary>
/// Texts in addresses: short ones as they are, so that people can read and change them, long ones deflated, so that a server takes the address.
/// </summary>
public static class TextInAddress
{
    /// <summary>Beyond so many letters, an escaped text is deflated.</summary>
    private const int Readable = 400;

    private const string Mark = "~";

    /// <summary>The text as a part of a query, escaped.</summary>
    public static string Write(string text)
    {
        string plain = Uri.EscapeDataString(text);
        if (plain.Length <= Readable && !text.StartsWith(Mark, StringComparison.Ordinal))
            return plain;
        using MemoryStream small = new();
        using (DeflateStream deflate = new(small, CompressionLevel.SmallestSize, leaveOpen: true))
            deflate.Write(Encoding.UTF8.GetBytes(text));
        return Mark + Base64Url.EncodeToString(small.ToArray());
    }

    /// <summary>The text of a query's part that is no longer escaped; null for what makes no sense or is longer than the limit.</summary>
    public static string? Read(string part, int longest)
    {
        if (!part.StartsWith(Mark, StringComparison.Ordinal))
            return part.Length <= longest ? part : null;
        try
        {
            using DeflateStream deflate = new(new MemoryStream(Base64Url.DecodeFromChars(part.AsSpan(Mark.Length))), CompressionMode.Decompress);
            // A small message may unfold to a huge one: no more is read than may be.
            byte[] bytes = new byte[(longest * 4) + 1];
            int length = deflate.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            string text = Encoding.UTF8.GetString(bytes, 0, length);
            return length < bytes.Length && text.Length <= longest ? text : null;
        }
        catch (Exception broken) when (broken is FormatException or InvalidDataException)
        {
            return null;
        }
    }
}
