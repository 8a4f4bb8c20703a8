namespace RnnLab.Nn;

/// <summary>
/// The Philox streams of a run, apart from one another by use, so that changing how much of one is drawn never moves another.
/// </summary>
public static class RandomStreams
{
    /// <summary>The order in which random batches are drawn.</summary>
    public const ulong Shuffling = 3UL << 32;

    /// <summary>Drawing symbols from the model's distribution.</summary>
    public const ulong Sampling = 4UL << 32;

    /// <summary>The initial values of parameter number <paramref name="parameter"/>.</summary>
    public static ulong Initialization(int parameter) => (1UL << 32) | (uint)parameter;

    /// <summary>The units dropped from the output of layer <paramref name="layer"/>.</summary>
    public static ulong Dropout(int layer) => (2UL << 32) | (uint)layer;
}
