namespace RnnLab.Data.Text;

/// <summary>Takes the bytes of one text in pieces of any size, and ends with the text or with a sentence that says why it is none.</summary>
internal sealed class TextPieceReader(string name, TextLimits limits)
{
    private const int StartBytes = 8;
    private const double MostOddControls = 0.005;

    private readonly LineEndNormalizer _lines = new();
    private byte[] _bytes = [];
    private int _held;
    private char[] _characters = [];
    private TextByteOrder? _order;
    private int _markBytes;
    private long _received;
    private long _decoded;

    public void Add(ReadOnlySpan<byte> piece)
    {
        _received += piece.Length;
        if (_received > limits.MaximumBytes)
            throw new TextFormatException($"\"{name}\" is larger than {limits.Words}, the most that can be loaded. Cut it, or use a part of it.");

        if (_bytes.Length < _held + piece.Length)
            Array.Resize(ref _bytes, _held + piece.Length);
        piece.CopyTo(_bytes.AsSpan(_held));
        _held += piece.Length;
        // The first bytes say what the file is; wait until there are enough of them.
        if (_order is not null || _held >= StartBytes)
            Decode(isLast: false);
    }

    public LoadedText Finish()
    {
        if (_received == 0)
            throw new TextFormatException($"\"{name}\" is empty. Choose a file with text in it.");
        Decode(isLast: true);
        if (_lines.CharactersRead == 0)
            throw new TextFormatException($"\"{name}\" holds nothing but a byte-order mark. Choose a file with text in it.");
        if (_lines.OddControls > _lines.CharactersRead * MostOddControls)
        {
            throw new TextFormatException(
                $"\"{name}\" does not look like text: {_lines.OddControls} of its {_lines.CharactersRead} characters are control characters. Choose a plain text file.");
        }

        return new LoadedText(_lines.ToText(), Note());
    }

    private void Decode(bool isLast)
    {
        if (_order is null)
            Begin();
        if (_characters.Length < _held)
            _characters = new char[_bytes.Length];
        (int used, int written, bool valid) = TextDecoder.Decode(_order!.Value, _bytes.AsSpan(0, _held), _characters, isLast);
        _lines.Add(_characters.AsSpan(0, written));
        if (_lines.FirstNul >= 0)
        {
            throw new TextFormatException(
                $"\"{name}\" looks like a binary file: it holds a NUL at character {_lines.FirstNul + 1}. " +
                "Choose a plain text file; if it is text, save it again as UTF-8.");
        }

        _decoded += used;
        if (!valid)
            throw Invalid(_bytes[used], _decoded);
        Keep(used);
    }

    private void Begin()
    {
        ReadOnlySpan<byte> start = _bytes.AsSpan(0, _held);
        if (FileSignatures.Recognise(start) is { } kind)
            throw new TextFormatException($"\"{name}\" is {kind}, not plain text. Save its text as a UTF-8 text file first.");
        (_order, _markBytes) = start switch
        {
            [0xEF, 0xBB, 0xBF, ..] => (TextByteOrder.Utf8, 3),
            [0xFF, 0xFE, ..] => (TextByteOrder.Utf16LittleEndian, 2),
            [0xFE, 0xFF, ..] => (TextByteOrder.Utf16BigEndian, 2),
            _ => (TextByteOrder.Utf8, 0),
        };
        _decoded = _markBytes;
        Keep(_markBytes);
    }

    /// <summary>Drops the bytes that were used; at most a few, the beginning of a character, stay.</summary>
    private void Keep(int from)
    {
        _bytes.AsSpan(from, _held - from).CopyTo(_bytes);
        _held -= from;
    }

    private TextFormatException Invalid(byte first, long position)
    {
        string what = _order == TextByteOrder.Utf8
            ? $"is not valid UTF-8: byte {position} (0x{first:X2})"
            : $"is not valid UTF-16: byte {position}";
        return new TextFormatException(
            $"\"{name}\" {what} belongs to no character. It may use an older encoding such as Latin-1 or Windows-1252, or be damaged: " +
            "open it in an editor and save it as UTF-8.");
    }

    private string? Note()
    {
        var notes = new List<string>();
        if (_order != TextByteOrder.Utf8)
            notes.Add("Read as UTF-16.");
        if (_markBytes > 0)
            notes.Add("Removed the byte-order mark.");
        if (_lines.LineEndsConverted > 0)
            notes.Add(FormattableString.Invariant($"Changed {_lines.LineEndsConverted:N0} line ends of another system to line feeds."));
        return notes.Count == 0 ? null : string.Join(' ', notes);
    }
}
