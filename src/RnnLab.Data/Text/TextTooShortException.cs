namespace RnnLab.Data.Text;

/// <summary>A text, or a part of it after splitting, holds too few symbols for what was asked. The message gives both numbers.</summary>
public sealed class TextTooShortException : TextFormatException
{
    /// <summary>Makes the exception with its sentence.</summary>
    public TextTooShortException(string message)
        : base(message)
    {
    }
}
