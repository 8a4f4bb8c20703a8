namespace RnnLab.Web.Components.Unrolled;

/// <summary>Where an edge of the drawing starts and ends.</summary>
/// <param name="X1">Start, from the left.</param>
/// <param name="Y1">Start, from the top.</param>
/// <param name="X2">End, from the left.</param>
/// <param name="Y2">End, from the top.</param>
public sealed record EdgeEnds(double X1, double Y1, double X2, double Y2);
