using RnnLab.Nn.Schedules;

namespace RnnLab.Nn.Tests.Schedules;

public class TeacherForcingScheduleTests
{
    [Theory]
    [InlineData(TeacherForcingDecay.Linear, 1)]
    [InlineData(TeacherForcingDecay.Linear, 1000)]
    [InlineData(TeacherForcingDecay.Exponential, 1)]
    [InlineData(TeacherForcingDecay.Exponential, 1000)]
    [InlineData(TeacherForcingDecay.InverseSigmoid, 1)]
    [InlineData(TeacherForcingDecay.InverseSigmoid, 1000)]
    [InlineData(TeacherForcingDecay.InverseSigmoid, 1_000_000)]
    public void Every_decay_falls_steadily_and_passes_one_half_where_asked(TeacherForcingDecay decay, long half)
    {
        var schedule = new TeacherForcingSchedule(decay, half, minimum: 0.1);
        Assert.InRange(schedule.Rate(0), half > 10 ? 0.98 : 0.6, 1);
        Assert.Equal(0.5, schedule.Rate(half), 1e-9);
        double last = 1;
        for (long step = 0; step < 40; step++)
        {
            double rate = schedule.Rate(step * half / 4);
            Assert.InRange(rate, 0.1, last);
            last = rate;
        }

        Assert.Equal(0.1, last);
    }

    [Fact]
    public void The_formulas_are_those_of_Bengio()
    {
        // Section 2.4: k - c i; k^i; k / (k + exp(i / k)).
        Assert.Equal(1 - (0.5 / 20 * 7), new TeacherForcingSchedule(TeacherForcingDecay.Linear, 20).Rate(7), 1e-12);
        Assert.Equal(Math.Pow(Math.Pow(0.5, 1 / 20.0), 7), new TeacherForcingSchedule(TeacherForcingDecay.Exponential, 20).Rate(7), 1e-12);
        const double k = 50;
        var sigmoid = new TeacherForcingSchedule(TeacherForcingDecay.InverseSigmoid, (long)Math.Round(k * Math.Log(k)));
        Assert.Equal(k / (k + Math.Exp(120 / k)), sigmoid.Rate(120), 2e-3);
        Assert.Equal(1, new TeacherForcingSchedule(TeacherForcingDecay.Always, 1).Rate(1_000_000));
    }

    [Fact]
    public void Impossible_settings_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TeacherForcingSchedule(TeacherForcingDecay.Linear, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TeacherForcingSchedule(TeacherForcingDecay.Linear, 10, -0.1));
    }
}
