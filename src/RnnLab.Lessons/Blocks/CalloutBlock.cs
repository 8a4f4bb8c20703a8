namespace RnnLab.Lessons.Blocks;

/// <summary>A box that stands out from the text.</summary>
/// <param name="Line">Line on which it starts.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Html">Its content as safe HTML.</param>
public sealed record CalloutBlock(int Line, CalloutKind Kind, string Html) : LessonBlock(Line);

/// <summary>What a callout is for; the names authors write are those of GitHub.</summary>
public enum CalloutKind
{
    /// <summary><c>[!NOTE]</c>: something aside.</summary>
    Note,

    /// <summary><c>[!TIP]</c>: something to try.</summary>
    Try,

    /// <summary><c>[!IMPORTANT]</c>: the sentence to remember.</summary>
    KeyIdea,

    /// <summary><c>[!WARNING]</c>: a trap.</summary>
    Careful,
}
