using System.Text;

namespace RnnLab.Data.Text;

/// <summary>Collects decoded characters piece by piece; CRLF and lone CR become LF, also where a piece ends between the two. Counts what it meets.</summary>
internal sealed class LineEndNormalizer
{
    private readonly StringBuilder _text = new();
    private bool _lastWasCarriageReturn;

    /// <summary>Characters taken in so far, before line ends were joined.</summary>
    public long CharactersRead { get; private set; }

    /// <summary>CRLF pairs and lone CRs that became one LF.</summary>
    public long LineEndsConverted { get; private set; }

    /// <summary>Control characters that plain text does not have (all but tab, LF, CR, form feed and the escape that colours a terminal).</summary>
    public long OddControls { get; private set; }

    /// <summary>Index among <see cref="CharactersRead"/> of the first NUL, or -1.</summary>
    public long FirstNul { get; private set; } = -1;

    public void Add(ReadOnlySpan<char> piece)
    {
        int from = 0;
        for (int i = 0; i < piece.Length; i++)
        {
            char c = piece[i];
            if (c >= ' ')
            {
                _lastWasCarriageReturn = false;
                continue;
            }

            if (c == '\n' && _lastWasCarriageReturn)
            {
                // The CR before it already stands in the text as a line feed.
                _text.Append(piece[from..i]);
                from = i + 1;
                _lastWasCarriageReturn = false;
            }
            else if (c == '\r')
            {
                _text.Append(piece[from..i]).Append('\n');
                from = i + 1;
                LineEndsConverted++;
                _lastWasCarriageReturn = true;
            }
            else
            {
                _lastWasCarriageReturn = false;
                if (c == '\0' && FirstNul < 0)
                    FirstNul = CharactersRead + i;
                if (c is not ('\n' or '\t' or '\f' or '\u001b'))
                    OddControls++;
            }
        }

        _text.Append(piece[from..]);
        CharactersRead += piece.Length;
    }

    public string ToText() => _text.ToString();
}
