using System.Buffers;
using System.Text.Unicode;

namespace RnnLab.Data.Text;

/// <summary>Turns bytes into UTF-16 characters strictly: the first byte that does not fit is reported with its position, nothing is replaced.</summary>
internal static class TextDecoder
{
    /// <summary>Decodes as much of <paramref name="bytes"/> as is complete.</summary>
    /// <returns>Bytes used and characters written; <c>Valid</c> is false when the next byte can begin no character.</returns>
    public static (int BytesUsed, int CharactersWritten, bool Valid) Decode(
        TextByteOrder order, ReadOnlySpan<byte> bytes, Span<char> characters, bool isLast) => order switch
        {
            TextByteOrder.Utf8 => DecodeUtf8(bytes, characters, isLast),
            TextByteOrder.Utf16LittleEndian => DecodeUtf16(bytes, characters, isLast, low: 0),
            _ => DecodeUtf16(bytes, characters, isLast, low: 1),
        };

    private static (int, int, bool) DecodeUtf8(ReadOnlySpan<byte> bytes, Span<char> characters, bool isLast)
    {
        OperationStatus status = Utf8.ToUtf16(bytes, characters, out int used, out int written, replaceInvalidSequences: false, isFinalBlock: isLast);
        return (used, written, status != OperationStatus.InvalidData);
    }

    private static (int, int, bool) DecodeUtf16(ReadOnlySpan<byte> bytes, Span<char> characters, bool isLast, int low)
    {
        int used = 0;
        int written = 0;
        while (used + 1 < bytes.Length)
        {
            char c = Unit(bytes, used, low);
            if (char.IsLowSurrogate(c))
                return (used, written, false);
            if (!char.IsHighSurrogate(c))
            {
                characters[written++] = c;
                used += 2;
                continue;
            }

            if (used + 3 >= bytes.Length)
                break;
            char second = Unit(bytes, used + 2, low);
            if (!char.IsLowSurrogate(second))
                return (used, written, false);
            characters[written++] = c;
            characters[written++] = second;
            used += 4;
        }

        return (used, written, !isLast || used == bytes.Length);
    }

    private static char Unit(ReadOnlySpan<byte> bytes, int at, int low) => (char)(bytes[at + low] | (bytes[at + 1 - low] << 8));
}
