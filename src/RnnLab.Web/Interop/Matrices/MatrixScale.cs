namespace RnnLab.Web.Interop.Matrices;

/// <summary>How values become colours.</summary>
public enum MatrixScale
{
    /// <summary>Cividis from low to high: gates, probabilities.</summary>
    Sequential = 0,

    /// <summary>Blue below zero, orange above, neutral at zero, limits symmetric: states, weights, gradients.</summary>
    Diverging = 1,
}
