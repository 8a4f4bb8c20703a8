namespace RnnLab.Nn.Schedules;

/// <summary>The learning rate over the course of a run.</summary>
public interface ILearningRateSchedule
{
    /// <summary>The rate to use after so many whole epochs.</summary>
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
