namespace RnnLab.Nn.Schedules;

/// <summary>
/// The learning rate over the course of a run, counted in whole units: epochs, or steps. As in torch.optim.lr_scheduler, what a unit is belongs to the
/// one who counts.
/// </summary>
public interface ILearningRateSchedule
{
    /// <summary>The rate to use after so many whole epochs (or steps, where steps are counted).</summary>
    double LearningRate(long completedEpochs);
}

/// <summary>One rate throughout.</summary>
public sealed record ConstantSchedule(double Rate) : ILearningRateSchedule
{
    /// <inheritdoc/>
    public double LearningRate(long completedEpochs) => Rate;
}

/// <summary>
/// char-rnn's decay: at the end of epoch <paramref name="After"/> and of each later one, the rate is multiplied with <paramref name="Factor"/>.
/// </summary>
/// <param name="Rate">The rate of the first epochs.</param>
/// <param name="Factor">0.97 in char-rnn.</param>
/// <param name="After">10 in char-rnn.</param>
public sealed record CharRnnDecaySchedule(double Rate, double Factor = 0.97, int After = 10) : ILearningRateSchedule
{
    /// <inheritdoc/>
    public double LearningRate(long completedEpochs) => Rate * Math.Pow(Factor, Math.Max(0, completedEpochs - After + 1));
}

/// <summary>Every <paramref name="Every"/> units the rate is multiplied with <paramref name="Factor"/>, as torch's StepLR.</summary>
/// <param name="Rate">The rate at the start.</param>
/// <param name="Factor">torch's gamma.</param>
/// <param name="Every">torch's step_size, at least 1.</param>
public sealed record StepSchedule(double Rate, double Factor, int Every) : ILearningRateSchedule
{
    /// <inheritdoc/>
    public double LearningRate(long completedEpochs) => Rate * Math.Pow(Factor, completedEpochs / Math.Max(Every, 1));
}

/// <summary>After every unit the rate is multiplied with <paramref name="Factor"/>, as torch's ExponentialLR.</summary>
/// <param name="Rate">The rate at the start.</param>
/// <param name="Factor">torch's gamma.</param>
public sealed record ExponentialSchedule(double Rate, double Factor) : ILearningRateSchedule
{
    /// <inheritdoc/>
    public double LearningRate(long completedEpochs) => Rate * Math.Pow(Factor, completedEpochs);
}

/// <summary>
/// Half a cosine from the rate down to a minimum over <paramref name="Total"/> units (Loshchilov and Hutter 2017, without restarts), as torch's
/// CosineAnnealingLR. Past its end it stays at the minimum, where torch's would rise again.
/// </summary>
/// <param name="Rate">The rate at the start.</param>
/// <param name="Total">torch's T_max.</param>
/// <param name="Minimum">torch's eta_min.</param>
public sealed record CosineSchedule(double Rate, long Total, double Minimum = 0) : ILearningRateSchedule
{
    /// <inheritdoc/>
    public double LearningRate(long completedEpochs)
    {
        double part = Total <= 0 ? 1 : Math.Clamp(completedEpochs / (double)Total, 0, 1);
        return Minimum + ((Rate - Minimum) * (1 + Math.Cos(Math.PI * part)) / 2);
    }
}
