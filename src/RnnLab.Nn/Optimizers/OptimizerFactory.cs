namespace RnnLab.Nn.Optimizers;

/// <summary>Makes optimizers.</summary>
public static class OptimizerFactory
{
    /// <summary>An optimizer with PyTorch's constants for these parameters.</summary>
    public static IOptimizer Create(OptimizerKind kind, IReadOnlyList<Parameter> parameters) => Create(new OptimizerSettings { Kind = kind }, parameters);

    /// <summary>An optimizer for these parameters, its state zero.</summary>
    /// <exception cref="ArgumentException">A constant is out of range.</exception>
    public static IOptimizer Create(OptimizerSettings settings, IReadOnlyList<Parameter> parameters) => settings.Kind switch
    {
        OptimizerKind.Adam or OptimizerKind.AdamW => new AdamOptimizer(settings, parameters),
        OptimizerKind.RmsProp => new RmsPropOptimizer(settings, parameters),
        OptimizerKind.Adagrad => new AdagradOptimizer(settings, parameters),
        _ => new SgdOptimizer(settings, parameters),
    };
}
