namespace RnnLab.Training;

/// <summary>What a run takes in memory, estimated before anything is allocated. Doubles, so that absurd sizes cannot wrap round.</summary>
internal static class MemoryEstimate
{
    /// <summary>The share of the machine's memory that one run may take.</summary>
    private const double Share = 0.6;

    public static long Limit() => (long)(Share * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    public static long Bytes(RunConfig config, int vocabulary)
    {
        double bytes = 4 * ((4 * Parameters(config, vocabulary)) + Activations(config, vocabulary));
        return bytes < long.MaxValue ? (long)bytes : long.MaxValue;
    }

    /// <summary>The elements of the largest single tensor, which must fit in one array.</summary>
    public static double LargestTensor(RunConfig config, int vocabulary)
    {
        var cell = config.Description;
        double rows = (double)config.SequenceLength * config.Batch, gates = (double)Math.Max(1, cell.GateNames.Count) * config.Hidden;
        double widest = Math.Max(config.Hidden, config.Embedding > 0 ? config.Embedding : vocabulary), weights = config.LayerParameters.Max(parameter => parameter.Estimate(widest, config.Hidden));
        double head = (double)vocabulary * Math.Max(config.Hidden, config.Embedding);
        return Math.Max(Math.Max(rows * gates, rows * vocabulary), Math.Max(weights, head));
    }

    public static double Parameters(RunConfig config, int vocabulary)
    {
        var parameters = config.LayerParameters;
        double first = config.Embedding > 0 ? config.Embedding : vocabulary;
        double Layer(double input) => parameters.Sum(parameter => parameter.Estimate(input, config.Hidden));
        double recurrent = Layer(first) + ((config.Layers - 1.0) * Layer(config.Hidden));
        return recurrent + ((double)vocabulary * config.Embedding) + ((double)vocabulary * ((config.Head == HeadKind.Tied ? 0 : config.Hidden) + 1.0));
    }

    /// <summary>Per layer: gates, their gradients, h, c, the candidate, the gradient from above, dropout; then logits, softmax and their gradient.</summary>
    private static double Activations(RunConfig config, int vocabulary)
    {
        double rows = (double)config.SequenceLength * config.Batch;
        double perLayer = rows * config.Hidden * config.Description.VectorsPerStep;
        return (config.Layers * perLayer) + (rows * ((3.0 * vocabulary) + (2.0 * config.Embedding)));
    }
}
