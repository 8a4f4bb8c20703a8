namespace RnnLab.Training.Tests;

public class LearningRatePlanTests
{
    private static readonly RunConfig Config = new() { LearningRate = 0.1, LearningRateDecay = 0.5, LearningRateDecayAfter = 2, LearningRateMinimum = 0.01 };

    [Theory]
    [InlineData(ScheduleKind.CharRnn, new[] { 0.1, 0.1, 0.05, 0.025, 0.0125 })]
    [InlineData(ScheduleKind.Constant, new[] { 0.1, 0.1, 0.1, 0.1, 0.1 })]
    [InlineData(ScheduleKind.Step, new[] { 0.1, 0.1, 0.05, 0.05, 0.025 })]
    [InlineData(ScheduleKind.Exponential, new[] { 0.1, 0.05, 0.025, 0.0125, 0.00625 })]
    [InlineData(ScheduleKind.Cosine, new[] { 0.1, 0.0868198051534, 0.055, 0.0231801948466, 0.01 })]
    public void Each_schedule_runs_in_its_own_unit(ScheduleKind schedule, double[] rateAtEpoch)
    {
        // Ten steps an epoch, four epochs.
        var plan = new LearningRatePlan(Config with { Schedule = schedule }, 10, 40);
        for (int epoch = 0; epoch < rateAtEpoch.Length; epoch++)
        {
            Assert.Equal(rateAtEpoch[epoch], plan.Rate(epoch * 10, new()), 1e-9);
            if (schedule != ScheduleKind.Cosine)
                Assert.Equal(rateAtEpoch[epoch], plan.Rate((epoch * 10) + 9, new()), 1e-9);
        }
    }

    [Fact]
    public void A_warm_up_multiplies_whatever_the_schedule_says()
    {
        var plan = new LearningRatePlan(Config with { Schedule = ScheduleKind.Exponential, WarmupSteps = 20 }, 10, 40);
        Assert.Equal(0.1 / 20, plan.Rate(0, new()), 1e-12);
        Assert.Equal(0.05 * 11 / 20, plan.Rate(10, new()), 1e-12);
        Assert.Equal(0.025, plan.Rate(20, new()), 1e-12);
    }

    [Fact]
    public void A_plateau_lowers_the_rate_when_the_loss_stalls_and_not_below_its_floor()
    {
        var config = Config with { Schedule = ScheduleKind.Plateau, LearningRateDecay = 0.2, PlateauPatience = 1 };
        var plan = new LearningRatePlan(config, 10, 1000);
        var progress = new ValidationProgress();
        var rates = new List<double>();
        foreach (double loss in (double[])[2, 1.5, 1.6, 1.5, 1.5, 1.5, 1.5])
        {
            rates.Add(plan.Rate(0, progress));
            progress = progress.Observe(loss, config);
        }

        Assert.Equal([0.1, 0.1, 0.1, 0.1, 0.02, 0.02, 0.01], rates.Select(rate => Math.Round(rate, 12)));
    }

    [Fact]
    public void Patience_ends_a_run_after_so_many_losses_that_are_not_lower_and_zero_never_does()
    {
        Assert.Equal([false, false, false, false, true], Stops(2));
        Assert.Equal([false, true, false, true, true], Stops(1));
        Assert.DoesNotContain(true, Stops(0));

        IEnumerable<bool> Stops(int patience)
        {
            var progress = new ValidationProgress();
            foreach (double loss in (double[])[2, 2.1, 1.9, 1.9, 1.95])
                yield return (progress = progress.Observe(loss, Config with { Patience = patience })).Stopped;
        }
    }
}
