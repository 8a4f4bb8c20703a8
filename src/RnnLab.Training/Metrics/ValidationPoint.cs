namespace RnnLab.Training.Metrics;

/// <summary>The loss over the whole validation part, read as one stream from a zero state.</summary>
/// <param name="Step">After this training step.</param>
/// <param name="Loss">Mean cross-entropy, nats per character.</param>
public readonly record struct ValidationPoint(long Step, double Loss)
{
    /// <summary>e^loss: between how many equally likely characters the model hesitates on average.</summary>
    public double Perplexity => LossUnits.Perplexity(Loss);

    /// <summary>The loss in bits per character.</summary>
    public double BitsPerCharacter => LossUnits.BitsPerCharacter(Loss);
}
