using RnnLab.Compute;
using RnnLab.Nn;

namespace RnnLab.Training;

/// <summary>What a run takes in memory, estimated before anything is allocated. Doubles, so that absurd sizes cannot wrap round.</summary>
internal static class MemoryEstimate
{
    /// <summary>The share of the machine's memory that one run may take.</summary>
    private const double Share = 0.6;

    /// <summary>What a recorded operation takes beside its numbers, measured: its place on the tape, three tensors and their pages.</summary>
    private const double BytesPerOperation = 1000;

    public static long Limit() => (long)(Share * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    public static long Bytes(RunConfig config, int vocabulary)
    {
        double recorded = (double)config.Layers * config.SequenceLength * config.Description.OperationsPerStep;
        double bytes = (4 * ((4 * Parameters(config, vocabulary)) + Activations(config, vocabulary))) + (BytesPerOperation * recorded);
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

    /// <summary>Per layer: what its cell keeps at each step, and what dropout and residual connections add; then logits, softmax and their gradient.</summary>
    private static double Activations(RunConfig config, int vocabulary)
    {
        double rows = (double)config.SequenceLength * config.Batch, between = config.Layers - 1.0;
        bool stepwise = config.ToModelConfig(vocabulary).RunsStepwise && config.OwnCell is null;
        double vectors = config.Layers * (stepwise ? StepwiseVectors(config) : config.Description.VectorsPerStep);
        if (config.Dropout > 0)
            vectors += 3 * (config.DropoutKind == DropoutKind.Variational ? config.Layers : between);
        if (config.Residual)
            vectors += 3 * between;

        // Layers that run step by step read one-hot symbols as vectors.
        double oneHot = stepwise && config.Embedding == 0 ? (rows + vocabulary) * vocabulary : 0;
        return (rows * config.Hidden * vectors) + (rows * ((3.0 * vocabulary) + (2.0 * config.Embedding))) + oneHot;
    }

    /// <summary>
    /// How many H-wide vectors a layer that runs step by step keeps for each step of each sequence: value, gradient and scratch of every operation. Measured on this engine as the peak
    /// of a process that trains at H 128, T 100, B 50, less weights and logits.
    /// </summary>
    private static double StepwiseVectors(RunConfig config)
    {
        int gates = config.Cell.GateCount(config.Variant);
        double vectors = config.Cell switch
        {
            CellKind.Rnn or CellKind.RnnRelu => 16,
            CellKind.Mgu => 55,
            CellKind.Gru => 66,
            CellKind.GruResetBefore => 73,
            _ => (18.5 * gates) + (config.Variant.Has(LstmVariant.Peephole) ? 16 : 0) + (config.Variant.Has(LstmVariant.FullGateRecurrence) ? 10 * gates : 0),
        };
        if (config.LayerNormalized)
            vectors += gates == 1 ? 8 : config.Cell == CellKind.GruResetBefore ? 102 : 67;
        return vectors + (config.ZoneoutHidden > 0 ? 7.5 : 0) + (config.ZoneoutCell > 0 ? 7.5 : 0);
    }
}
