namespace RnnLab.Training;

/// <summary>How many steps a run has, from the length of its training part alone.</summary>
internal static class RunLength
{
    /// <summary>Steps in one pass: floor((N - 1) / (B T)) batches, however the text is cut, of which each step takes as many as it accumulates. At least 1.</summary>
    public static long StepsPerEpoch(RunConfig config, long trainCharacters) =>
        Math.Max(1, (trainCharacters - 1) / config.Batch / config.SequenceLength / config.Accumulate);
}
