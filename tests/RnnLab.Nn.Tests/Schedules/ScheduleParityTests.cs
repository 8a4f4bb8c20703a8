using RnnLab.Nn.Schedules;
using RnnLab.Nn.Tests.Support;

namespace RnnLab.Nn.Tests.Schedules;

/// <summary>Every schedule against torch.optim.lr_scheduler, 40 units long.</summary>
public class ScheduleParityTests
{
    private static readonly Rates Expected = Fixture.Read<Rates>("schedules");

    [Fact]
    public void Schedules_agree_with_torch()
    {
        double rate = Expected.Rate;
        var warm = new LinearWarmup(Expected.Warmup);
        Check(Expected.Constant, n => new ConstantSchedule(rate).LearningRate(n));
        Check(Expected.Step, n => new StepSchedule(rate, 0.5, 7).LearningRate(n));
        Check(Expected.Exponential, n => new ExponentialSchedule(rate, 0.9).LearningRate(n));
        Check(Expected.Cosine, n => new CosineSchedule(rate, Expected.Cosine.Length - 1, 0.01).LearningRate(n));
        Check(Expected.Warm, n => warm.Factor(n) * rate);
        Check(Expected.WarmExponential, n => warm.Factor(n) * new ExponentialSchedule(rate, 0.9).LearningRate(n));
        Check(Expected.WarmStep, n => warm.Factor(n) * new StepSchedule(rate, 0.5, 7).LearningRate(n));
    }

    [Fact]
    public void Reducing_on_a_plateau_agrees_with_torch()
    {
        Assert.True(Expected.Plateau.Distinct().Count() > 4);
        CheckPlateau(Expected.Plateau, new ReduceOnPlateau(0.5, Patience: 2));
        CheckPlateau(Expected.PlateauCooldown, new ReduceOnPlateau(0.2, Patience: 1, Threshold: 0.01, Cooldown: 3, Minimum: 0.004));
    }

    [Fact]
    public void A_cosine_stays_at_its_minimum_past_its_end_and_a_warm_up_of_none_is_none()
    {
        Assert.Equal(0.01, new CosineSchedule(1, 10, 0.01).LearningRate(25), 1e-15);
        Assert.Equal(0.01, new CosineSchedule(1, 0, 0.01).LearningRate(0), 1e-15);
        Assert.Equal(1, new LinearWarmup(0).Factor(0));
        Assert.Equal(1, new LinearWarmup(1).Factor(0));
        Assert.Equal(0.5, new LinearWarmup(2).Factor(0));
    }

    private static void CheckPlateau(double[] expected, ReduceOnPlateau rule)
    {
        var state = new PlateauState(Expected.Rate);
        var rates = new double[expected.Length];
        for (int n = 0; n < expected.Length; n++)
        {
            rates[n] = state.Rate;
            state = rule.Observe(state, Expected.Losses[n]);
        }

        Close.Equal(expected, rates, 1e-11, rule.ToString());
    }

    private static void Check(double[] expected, Func<long, double> rate) =>
        Close.Equal(expected, [.. Enumerable.Range(0, expected.Length).Select(n => rate(n))], 1e-11, "learning rate");

    public sealed record Rates(
        double Rate, double[] Losses, int Warmup, double[] Constant, double[] Step, double[] Exponential, double[] Cosine, double[] Warm, double[] WarmExponential, double[] WarmStep,
        double[] Plateau, double[] PlateauCooldown);
}
