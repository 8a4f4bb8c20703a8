namespace RnnLab.Lessons.Blocks;

/// <summary>Where a figure or live block stands on a wide screen. On a narrow one everything is in the text's column.</summary>
public enum Placement
{
    /// <summary>In the column of text, where it was written.</summary>
    Column,

    /// <summary>Next to the text that follows it, in view until that text has scrolled past.</summary>
    Beside,

    /// <summary>Across text and margin.</summary>
    Wide,
}
