namespace RnnLab.Lessons.LiveBlocks;

/// <summary>What values a parameter of a live block takes.</summary>
public enum LiveParameterKind
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A whole number between the parameter's limits.</summary>
    Integer,

    /// <summary>A number between the parameter's limits.</summary>
    Number,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>One of a few words.</summary>
    Choice,

    /// <summary>The name of a file in the lesson's folder, which must be there.</summary>
    File,
}
