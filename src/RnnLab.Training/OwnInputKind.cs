namespace RnnLab.Training;

/// <summary>Which symbol a model reads where it reads its own.</summary>
public enum OwnInputKind
{
    /// <summary>One drawn from what it predicted.</summary>
    Sampled,

    /// <summary>The likeliest one.</summary>
    Greedy,
}
