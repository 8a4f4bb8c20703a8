namespace RnnLab.Lessons.Blocks;

/// <summary>A picture with a caption.</summary>
/// <param name="Line">Line on which it starts.</param>
/// <param name="File">File name in the lesson's folder.</param>
/// <param name="Alt">What the picture shows, for those who cannot see it.</param>
/// <param name="CaptionHtml">The caption as safe HTML; empty for none.</param>
/// <param name="Place">Where it stands on a wide screen.</param>
/// <param name="Svg">For a drawing (<c>.svg</c>), its checked markup, which takes the page's colours; null for any other picture.</param>
public sealed record FigureBlock(int Line, string File, string Alt, string CaptionHtml, Placement Place, string? Svg) : LessonBlock(Line), IPlacedBlock;
