namespace RnnLab.Training.Checkpoints;

/// <summary>A file that is not a safetensors file, is damaged, or lacks what is needed; the message says so in plain words.</summary>
public sealed class SafetensorsException : IOException
{
    /// <summary>Says what is wrong with the file.</summary>
    public SafetensorsException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is wrong with the file, with the error that revealed it.</summary>
    public SafetensorsException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
