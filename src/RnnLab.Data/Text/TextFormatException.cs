namespace RnnLab.Data.Text;

/// <summary>A text cannot be used. The message is meant for the person: what is wrong, where, and what to do.</summary>
public class TextFormatException : Exception
{
    /// <summary>Makes the exception with its sentence.</summary>
    public TextFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its sentence and what caused it.</summary>
    public TextFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
