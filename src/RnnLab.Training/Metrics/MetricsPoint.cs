namespace RnnLab.Training.Metrics;

/// <summary>What one training step measured.</summary>
/// <param name="Step">The step, counted from 1.</param>
/// <param name="Epoch">Passes over the training part so far, with fraction.</param>
/// <param name="Loss">Mean cross-entropy of the batch before the update, nats per character.</param>
/// <param name="SmoothedLoss">Exponential moving average of <paramref name="Loss"/>; see <see cref="SmoothedLoss"/>.</param>
/// <param name="GradientNormBefore">Joint L2 norm of all gradients before clipping.</param>
/// <param name="GradientNormAfter">The same after clipping.</param>
/// <param name="LearningRate">The step size used.</param>
/// <param name="TokensPerSecond">Characters trained on per second of training, smoothed over the last steps.</param>
/// <param name="SecondsElapsed">Time spent training since the run began, pauses left out.</param>
/// <param name="EtaSeconds">Estimate of the training time that remains; null before there is one.</param>
public readonly record struct MetricsPoint(
    long Step,
    double Epoch,
    double Loss,
    double SmoothedLoss,
    double GradientNormBefore,
    double GradientNormAfter,
    double LearningRate,
    double TokensPerSecond,
    double SecondsElapsed,
    double? EtaSeconds);
