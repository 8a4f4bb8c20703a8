namespace RnnLab.Training;

/// <summary>How gradients are kept from exploding.</summary>
public enum ClipKind
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>All gradients are scaled together so that their joint L2 norm is at most the limit (Pascanu et al. 2013).</summary>
    Norm,

    /// <summary>Every single element is clamped to plus or minus the limit, as char-rnn does.</summary>
    Value,
}
