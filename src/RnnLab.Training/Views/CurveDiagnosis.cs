using System.Globalization;
using RnnLab.Training.Metrics;

namespace RnnLab.Training.Views;

/// <summary>Reads loss curves as a teacher would: each verdict cites the numbers it rests on. Pure, so that it can be tested on any curve.</summary>
public static class CurveDiagnosis
{
    private const int FewSteps = 50, Window = 100;

    /// <summary>Judges the curves of a run.</summary>
    /// <param name="metrics">One point a step.</param>
    /// <param name="validations">In order.</param>
    /// <param name="vocabulary">V: guessing costs ln V.</param>
    /// <param name="entropyFloor">The loss that no model can beat, where known.</param>
    public static RunDiagnosis Judge(IReadOnlyList<MetricsPoint> metrics, IReadOnlyList<ValidationPoint> validations, int vocabulary, double? entropyFloor)
    {
        if (metrics.Count < FewSteps)
        {
            return new(DiagnosisKind.TooEarly, "Too early to tell: watch the first steps bring the loss down from guessing.",
                Text($"{metrics.Count} steps so far; guessing among {vocabulary} characters costs {Math.Log(vocabulary):0.00} nats per character."));
        }

        return Exploding(metrics) ?? Floor(metrics, validations, entropyFloor) ?? Overfitting(metrics, validations)
            ?? Flat(metrics, validations, vocabulary) ?? Learning(metrics, validations);
    }

    private static RunDiagnosis? Exploding(IReadOnlyList<MetricsPoint> metrics)
    {
        if (metrics.Count < 2 * Window)
            return null;
        double now = Median(metrics, metrics.Count - 20, metrics.Count, point => point.GradientNormBefore);
        double before = Median(metrics, metrics.Count - (2 * Window), metrics.Count - Window, point => point.GradientNormBefore);
        double loss = Average(metrics, metrics.Count - 20, metrics.Count), earlier = Average(metrics, metrics.Count - (2 * Window), metrics.Count - Window);
        return now > 10 * before && loss > earlier
            ? new(DiagnosisKind.ExplodingGradients, "The gradients are exploding: clip them harder, or lower the learning rate.",
                Text($"The gradient norm rose from {before:G3} to {now:G3} within the last {2 * Window} steps, and the training loss from {earlier:0.000} to {loss:0.000}."))
            : null;
    }

    private static RunDiagnosis? Floor(IReadOnlyList<MetricsPoint> metrics, IReadOnlyList<ValidationPoint> validations, double? entropyFloor)
    {
        if (entropyFloor is not { } floor)
            return null;
        double loss = validations.Count > 0 ? validations[^1].Loss : metrics[^1].SmoothedLoss;
        string which = validations.Count > 0 ? "validation" : "training";
        return loss <= 1.05 * floor
            ? new(DiagnosisKind.NearFloor, "As good as it gets: no model of any size can do noticeably better on this text.",
                Text($"The {which} loss {loss:0.000} is within {Math.Max(0, 100 * ((loss / floor) - 1)):0.0} % of the text's true entropy, {floor:0.000} nats per character."))
            : null;
    }

    private static RunDiagnosis? Overfitting(IReadOnlyList<MetricsPoint> metrics, IReadOnlyList<ValidationPoint> validations)
    {
        if (validations.Count < 2)
            return null;
        var best = validations[0];
        foreach (var point in validations)
        {
            if (point.Loss < best.Loss)
                best = point;
        }

        var last = validations[^1];
        double train = metrics[^1].SmoothedLoss, gap = last.Loss - train;

        // Risen by 1 % and more above its best, while the training loss lies clearly below: memory, not noise.
        return last.Loss > 1.01 * best.Loss && gap > 0.05 * last.Loss
            ? new(DiagnosisKind.Overfitting, "Overfitting: the model learns its training text by heart. Take the best checkpoint, and try dropout, a smaller model or more text.",
                Text($"The validation loss has risen from {best.Loss:0.000} at step {best.Step:N0} to {last.Loss:0.000}, while the training loss is down to {train:0.000}."))
            : null;
    }

    private static RunDiagnosis? Flat(IReadOnlyList<MetricsPoint> metrics, IReadOnlyList<ValidationPoint> validations, int vocabulary)
    {
        // Compare two long stretches: single batches differ more than learning moves them.
        int stretch = Math.Max(Window, metrics.Count / 5);
        if (metrics.Count < 3 * stretch)
            return null;
        double now = Average(metrics, metrics.Count - stretch, metrics.Count), before = Average(metrics, metrics.Count - (2 * stretch), metrics.Count - stretch);
        if (now < 0.995 * before)
            return null;
        double guessing = Math.Log(vocabulary);
        double? validation = validations.Count > 0 ? validations[^1].Loss : null;
        string seen = Text($"Over the last {2 * stretch:N0} steps the training loss went from {before:0.000} to {now:0.000}")
            + (validation is { } loss ? Text($", and the validation loss stands at {loss:0.000}.") : ".");
        if (now > 0.6 * guessing && (validation is null || validation < 1.15 * now))
        {
            return new(DiagnosisKind.Underfitting, "Underfitting: the loss is still high and no longer falls. Try a larger model, or another learning rate: higher if it crept, lower if it jumped.",
                Text($"{seen} Guessing costs {guessing:0.000}."));
        }

        return new(DiagnosisKind.Plateau, "A plateau: the loss has stopped falling. Lower the learning rate, or take this for what the model can do.", seen);
    }

    private static RunDiagnosis Learning(IReadOnlyList<MetricsPoint> metrics, IReadOnlyList<ValidationPoint> validations)
    {
        double train = metrics[^1].SmoothedLoss;
        if (validations.Count == 0)
            return new(DiagnosisKind.Learning, "Learning: the training loss is falling. The first validation will tell how much of it is understanding.", Text($"The training loss is {train:0.000} after {metrics[^1].Step:N0} steps."));
        var last = validations[^1];
        double gap = last.Loss - train;
        string verdict = gap > 0.15 * last.Loss
            ? "Learning, with a growing gap: the model knows its training text better than new text. Dropout or more text would help."
            : "Learning: both losses fall together. Let it go on.";
        return new(DiagnosisKind.Learning, verdict, Text($"The training loss is {train:0.000}; the validation loss was {last.Loss:0.000} at step {last.Step:N0}."));
    }

    private static double Average(IReadOnlyList<MetricsPoint> metrics, int from, int to)
    {
        double sum = 0;
        for (int n = from; n < to; n++)
            sum += metrics[n].Loss;
        return sum / (to - from);
    }

    private static double Median(IReadOnlyList<MetricsPoint> metrics, int from, int to, Func<MetricsPoint, double> value)
    {
        var values = new double[to - from];
        for (int n = from; n < to; n++)
            values[n - from] = value(metrics[n]);
        Array.Sort(values);
        return values[values.Length / 2];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
