namespace RnnLab.Training;

/// <summary>Which weights score the symbols.</summary>
public enum HeadKind
{
    /// <summary>Weights of the head's own.</summary>
    Separate,

    /// <summary>The embedding table (Press and Wolf 2017); the embedding must be as wide as a layer.</summary>
    Tied,
}
