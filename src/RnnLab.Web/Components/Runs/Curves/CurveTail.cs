namespace RnnLab.Web.Components.Runs.Curves;

/// <summary>
/// What a drawn curve lacks: keep its first <paramref name="Keep"/> points, drop the rest and append these.
/// Sending tails rather than curves keeps a live chart at a few hundred bytes an update, however long the run.
/// </summary>
/// <param name="Keep">How many of the points already drawn stay.</param>
/// <param name="X">Horizontal values to append, ascending.</param>
/// <param name="Y">Vertical values to append, same length as <paramref name="X"/>; NaN marks a missing value.</param>
public readonly record struct CurveTail(int Keep, double[] X, double[] Y)
{
    /// <summary>True when the drawn curve is already complete.</summary>
    public bool IsEmpty => X.Length == 0;
}
