namespace RnnLab.Nn;

/// <summary>How long a mask of dropout lasts, and where it lies.</summary>
public enum DropoutKind
{
    /// <summary>Between layers, drawn anew at every time step, as in PyTorch. A single layer drops nothing.</summary>
    Plain,

    /// <summary>
    /// One mask for all time steps of a sequence (Gal and Ghahramani 2016): of learned symbol vectors, between layers, and of what the head reads. One-hot symbols are not dropped.
    /// </summary>
    Variational,
}
