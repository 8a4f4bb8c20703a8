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

    /// <summary>Drawing in lane <paramref name="lane"/> of several that go on from one state side by side; lane 0 draws what <see cref="Sampling"/> draws.</summary>
    public static ulong SamplingLane(int lane) => Sampling | (uint)lane;

    /// <summary>Where random truncation cuts gradients.</summary>
    public const ulong Truncation = 6UL << 32;

    /// <summary>Which inputs are the model's own, and which symbol they are.</summary>
    public const ulong TeacherForcing = 7UL << 32;

    /// <summary>The initial values of parameter number <paramref name="parameter"/>.</summary>
    public static ulong Initialization(int parameter) => (1UL << 32) | (uint)parameter;

    /// <summary>The units dropped from the output of layer <paramref name="layer"/>.</summary>
    public static ulong Dropout(int layer) => (2UL << 32) | (uint)layer;

    /// <summary>The masks of variational dropout and zoneout of one direction of one layer.</summary>
    public static ulong LayerMask(LayerMaskKind kind, int layer, bool reverse) => (5UL << 32) | ((uint)kind << 24) | ((uint)layer << 1) | (reverse ? 1u : 0u);
}

/// <summary>What the masks of a recurrent layer are drawn for.</summary>
public enum LayerMaskKind
{
    /// <summary>Variational dropout of what a layer reads.</summary>
    Input,

    /// <summary>Variational dropout of h on its way round the recurrent weights.</summary>
    Recurrent,

    /// <summary>Variational dropout of what the top layer gives.</summary>
    Output,

    /// <summary>Zoneout of h.</summary>
    ZoneoutHidden,

    /// <summary>Zoneout of c.</summary>
    ZoneoutCell,
}
