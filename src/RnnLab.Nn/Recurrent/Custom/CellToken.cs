namespace RnnLab.Nn.Recurrent.Custom;

/// <summary>The kinds of words and signs in the equations of an own cell.</summary>
internal enum CellTokenKind
{
    /// <summary>A name, with a prime or without.</summary>
    Name,

    /// <summary>A number.</summary>
    Number,

    /// <summary>+</summary>
    Plus,

    /// <summary>-</summary>
    Minus,

    /// <summary>*: a weight matrix times a vector, else element by element.</summary>
    Star,

    /// <summary>.*: element by element.</summary>
    DotStar,

    /// <summary>/</summary>
    Slash,

    /// <summary>(</summary>
    Open,

    /// <summary>)</summary>
    Close,

    /// <summary>=</summary>
    Equals,

    /// <summary>The end of a line.</summary>
    LineEnd,

    /// <summary>The end of the text.</summary>
    End,
}

/// <summary>One word or sign and where it stands; line and column count from 1.</summary>
internal readonly record struct CellToken(CellTokenKind Kind, string Text, int Line, int Column, int Start, int End)
{
    /// <summary>The value of a number.</summary>
    public double Value { get; init; }

    /// <summary>The token as a message names it.</summary>
    public string Found => Kind switch
    {
        CellTokenKind.LineEnd => "the end of the line",
        CellTokenKind.End => "the end of the text",
        CellTokenKind.Number => $"the number {Text}",
        _ => $"\"{Text}\"",
    };
}
