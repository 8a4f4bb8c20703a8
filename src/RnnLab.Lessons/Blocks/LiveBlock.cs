using RnnLab.Lessons.LiveBlocks;

namespace RnnLab.Lessons.Blocks;

/// <summary>A place where the app puts something that computes.</summary>
/// <param name="Line">Line on which its fence starts.</param>
/// <param name="Id">Which live block: a key of the app's catalogue.</param>
/// <param name="Number">1 for the first live block of the lesson, 2 for the second, and so on.</param>
/// <param name="Title">Its heading; empty for none.</param>
/// <param name="CaptionHtml">What to look at, as safe HTML; empty for none.</param>
/// <param name="Place">Where it stands on a wide screen.</param>
/// <param name="Parameters">What the author set, and the defaults of the rest.</param>
public sealed record LiveBlock(
    int Line,
    string Id,
    int Number,
    string Title,
    string CaptionHtml,
    Placement Place,
    LiveBlockParameters Parameters) : LessonBlock(Line), IPlacedBlock
{
    /// <summary>Its anchor, which links of the lesson may name: <c>live-1</c>.</summary>
    public string Anchor => $"live-{Number}";
}
