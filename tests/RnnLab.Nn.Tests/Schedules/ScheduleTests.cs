using RnnLab.Nn.Schedules;

namespace RnnLab.Nn.Tests.Schedules;

public class ScheduleTests
{
    [Fact]
    public void The_char_rnn_decay_begins_at_the_end_of_epoch_10()
    {
        var schedule = new CharRnnDecaySchedule(0.002);
        Assert.Equal(0.002, schedule.LearningRate(0));
        Assert.Equal(0.002, schedule.LearningRate(9));
        Assert.Equal(0.002 * 0.97, schedule.LearningRate(10), 1e-12);
        Assert.Equal(0.002 * Math.Pow(0.97, 6), schedule.LearningRate(15), 1e-12);
        Assert.Equal(0.5, new CharRnnDecaySchedule(1, 0.5, After: 1).LearningRate(1));
    }

    [Fact]
    public void A_constant_rate_stays() => Assert.Equal(0.1, new ConstantSchedule(0.1).LearningRate(1000));
}
