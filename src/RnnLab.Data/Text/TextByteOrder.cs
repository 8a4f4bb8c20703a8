namespace RnnLab.Data.Text;

/// <summary>The encodings of Unicode that a text file may use.</summary>
internal enum TextByteOrder
{
    Utf8,
    Utf16LittleEndian,
    Utf16BigEndian,
}
