using RnnLab.Training.Metrics;
using RnnLab.Training.Views;

namespace RnnLab.Training.Tests.Views;

public class CurveDiagnosisTests
{
    private const int Vocabulary = 65;

    private static List<MetricsPoint> Curve(int steps, Func<int, double> loss, Func<int, double>? norm = null) =>
        [.. Enumerable.Range(1, steps).Select(step => new MetricsPoint(step, step / 100.0, loss(step), loss(step), norm?.Invoke(step) ?? 1, 1, 0.002, 1, 1, null))];

    private static RunDiagnosis Judge(List<MetricsPoint> metrics, double? floor = null, params double[] validations) =>
        CurveDiagnosis.Judge(metrics, [.. validations.Select((loss, n) => new ValidationPoint((n + 1) * 100, loss))], Vocabulary, floor);

    [Fact]
    public void Few_steps_are_too_early() => Assert.Equal(DiagnosisKind.TooEarly, Judge(Curve(10, _ => 4)).Kind);

    [Fact]
    public void Falling_losses_are_learning() =>
        Assert.Equal(DiagnosisKind.Learning, Judge(Curve(1000, step => 4 - (step * 0.002)), null, 3.5, 3.0, 2.2).Kind);

    [Fact]
    public void A_rising_validation_loss_over_a_falling_training_loss_is_overfitting()
    {
        var diagnosis = Judge(Curve(1000, step => 3 - (step * 0.002)), null, 2.5, 2.0, 1.9, 2.1);
        Assert.Equal(DiagnosisKind.Overfitting, diagnosis.Kind);
        Assert.Contains("from 1.900 at step 300 to 2.100", diagnosis.Observation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_high_and_flat_loss_is_underfitting() =>
        Assert.Equal(DiagnosisKind.Underfitting, Judge(Curve(1000, step => 3.3 + (0.01 * Math.Sin(step))), null, 3.31, 3.3).Kind);

    [Fact]
    public void A_low_and_flat_loss_is_a_plateau()
    {
        var diagnosis = Judge(Curve(1000, step => 1.5 + (0.01 * Math.Sin(step))), null, 1.62, 1.6);
        Assert.Equal(DiagnosisKind.Plateau, diagnosis.Kind);
        Assert.Contains("1.500", diagnosis.Observation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_beside_the_entropy_is_as_good_as_it_gets()
    {
        var diagnosis = Judge(Curve(1000, _ => 0.95), 0.94, 1.2, 0.96);
        Assert.Equal(DiagnosisKind.NearFloor, diagnosis.Kind);
        Assert.Contains("2.1 %", diagnosis.Observation, StringComparison.Ordinal);
        Assert.Contains("0.940", diagnosis.Observation, StringComparison.Ordinal);
    }

    [Fact]
    public void Gradients_that_grow_with_the_loss_are_exploding()
    {
        var diagnosis = Judge(Curve(400, step => step > 370 ? 3 : 2, step => step > 370 ? 100 : 1));
        Assert.Equal(DiagnosisKind.ExplodingGradients, diagnosis.Kind);
        Assert.Contains("from 1 to 100", diagnosis.Observation, StringComparison.Ordinal);
    }

    [Fact]
    public void Gradients_that_grow_while_the_loss_falls_are_not() =>
        Assert.NotEqual(DiagnosisKind.ExplodingGradients, Judge(Curve(400, step => 4 - (step * 0.005), step => step > 370 ? 100 : 1)).Kind);

    [Theory]
    [InlineData(241_000, 1_003_854, "same order")]
    [InlineData(5_000, 1_003_854, "much larger than the model")]
    [InlineData(3_000_000, 1_003_854, "larger than its text")]
    [InlineData(30_000_000, 1_003_854, "learn it by heart")]
    public void Advice_compares_parameters_with_characters(long parameters, long characters, string words) =>
        Assert.Contains(words, DataAdvice.Compare(parameters, characters), StringComparison.Ordinal);

    [Theory]
    [InlineData(Compute.CellKind.Rnn, 0, 0.0)]
    [InlineData(Compute.CellKind.Gru, 16, 0.5)]
    [InlineData(Compute.CellKind.Lstm, 0, 0.2)]
    public void The_table_adds_up_to_the_parameters_of_the_model(Compute.CellKind cell, int embedding, double dropout)
    {
        var config = new RunConfig { Cell = cell, Embedding = embedding, Dropout = dropout, Layers = 3 };
        Assert.Equal(config.ToModelConfig(Vocabulary).ParameterCount, ModelSummary.Rows(config, Vocabulary).Sum(row => row.Parameters));
    }
}
