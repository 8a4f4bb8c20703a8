using System.Globalization;

namespace RnnLab.Nn.Optimizers;

/// <summary>An optimizer and its constants; the defaults are those of torch.optim.</summary>
public sealed record OptimizerSettings
{
    private readonly double? _epsilon, _weightDecay;

    /// <summary>The rule.</summary>
    public OptimizerKind Kind { get; init; } = OptimizerKind.Adam;

    /// <summary>Momentum of <see cref="OptimizerKind.Momentum"/> and <see cref="OptimizerKind.Nesterov"/>.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>How much of the mean square RMSprop keeps each step: 0.99 in PyTorch, 0.95 in char-rnn.</summary>
    public double Decay { get; init; } = 0.99;

    /// <summary>How much of the first moment Adam keeps each step.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>How much of the second moment Adam keeps each step.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the second moment: 1e-8, and 1e-10 for Adagrad, unless set.</summary>
    public double Epsilon { get => _epsilon ?? (Kind == OptimizerKind.Adagrad ? 1e-10 : 1e-8); init => _epsilon = value; }

    /// <summary>
    /// L2 weight decay: this times each parameter is added to its gradient, after clipping. AdamW instead shrinks the parameter by learning rate times this, each
    /// step. All parameters decay, biases too, as in torch.optim. 0, and 0.01 for AdamW, unless set.
    /// </summary>
    public double WeightDecay { get => _weightDecay ?? (Kind == OptimizerKind.AdamW ? 0.01 : 0); init => _weightDecay = value; }

    /// <summary>Checks every constant.</summary>
    /// <exception cref="ArgumentException">One is out of range; the message says which.</exception>
    public void Validate()
    {
        if (!Enum.IsDefined(Kind))
            throw new ArgumentException("The optimizer must be SGD, momentum, Nesterov, RMSprop, Adagrad, Adam or AdamW.");
        Share("Momentum", Momentum);
        Share("The decay of RMSprop", Decay);
        Share("Beta 1 of Adam", Beta1);
        Share("Beta 2 of Adam", Beta2);
        if (!(Epsilon > 0 && double.IsFinite(Epsilon)))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Epsilon must be above 0, not {Epsilon}."));
        if (!(WeightDecay >= 0 && double.IsFinite(WeightDecay)))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Weight decay must be 0 or more, not {WeightDecay}."));
    }

    private static void Share(string what, double value)
    {
        if (!(value >= 0 && value < 1))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{what} must be at least 0 and below 1, not {value}."));
    }
}
