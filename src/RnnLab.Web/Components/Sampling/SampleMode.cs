namespace RnnLab.Web.Components.Sampling;

/// <summary>What the page shows of a text that a model writes.</summary>
public enum SampleMode
{
    /// <summary>Every stage of one character's choice.</summary>
    Step,

    /// <summary>The same dice at several temperatures.</summary>
    Lanes,

    /// <summary>Many continuations from one state.</summary>
    Futures,

    /// <summary>Beam search as a tree.</summary>
    Beam,

    /// <summary>Where two models disagree.</summary>
    Compare,

    /// <summary>The longest match in the training text.</summary>
    Copying,
}
