using System.Globalization;

namespace RnnLab.Nn.Recurrent.Custom;

/// <summary>Why the equations of an own cell cannot be used: where, what is wrong, and what to do.</summary>
public sealed class CellTextException : FormatException
{
    /// <summary>Puts the sentence together.</summary>
    public CellTextException(int line, int column, string problem, string? hint = null)
        : base(string.Create(CultureInfo.InvariantCulture, $"Line {line}, column {column}: {problem}{(hint is null ? "" : " " + hint)}"))
    {
        Line = line;
        Column = column;
        Problem = problem;
        Hint = hint;
    }

    /// <summary>The line, from 1.</summary>
    public int Line { get; }

    /// <summary>The column within the line, from 1.</summary>
    public int Column { get; }

    /// <summary>What was found and what was expected, in a sentence.</summary>
    public string Problem { get; }

    /// <summary>What to do about it, in a sentence; null where the problem says it.</summary>
    public string? Hint { get; }

    internal static CellTextException At(CellToken token, string problem, string? hint = null) => new(token.Line, token.Column, problem, hint);
}
