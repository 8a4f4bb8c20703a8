namespace RnnLab.Data.Corpora.Grammars;

/// <summary>A grammar's source cannot be understood. The message names the line or rule.</summary>
public sealed class GrammarFormatException : Exception
{
    /// <summary>Makes the exception with its sentence.</summary>
    public GrammarFormatException(string message)
        : base(message)
    {
    }
}
