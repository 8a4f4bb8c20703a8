namespace RnnLab.Training.Metrics;

/// <summary>One loss, said in other units.</summary>
public static class LossUnits
{
    /// <summary>e^nats.</summary>
    public static double Perplexity(double nats) => Math.Exp(nats);

    /// <summary>nats / ln 2.</summary>
    public static double BitsPerCharacter(double nats) => nats / Math.Log(2);
}
