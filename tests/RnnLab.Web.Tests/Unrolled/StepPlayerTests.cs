using RnnLab.Web.Components.Unrolled;
using RnnLab.Web.Tests.Harness;

namespace RnnLab.Web.Tests.Unrolled;

public sealed class StepPlayerTests
{
    [Fact]
    public async Task It_plays_at_its_speed_until_the_end()
    {
        ManualTime time = new();
        using StepPlayer player = new(time) { Speed = 4 };
        int steps = 0;
        Task<bool> playing = player.PlayAsync(() => Task.FromResult(++steps < 3));
        Assert.True(player.IsPlaying);
        time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(0, steps);
        for (int n = 0; n < 3; n++)
            time.Advance(TimeSpan.FromSeconds(0.25));
        Assert.True(await playing);
        Assert.Equal(3, steps);
        Assert.False(player.IsPlaying);
    }

    [Fact]
    public async Task A_pause_is_no_end()
    {
        ManualTime time = new();
        using StepPlayer player = new(time);
        Task<bool> playing = player.PlayAsync(() => Task.FromResult(true));
        player.Pause();
        Assert.False(await playing);
        Assert.False(player.IsPlaying);

        // Whoever pauses while a step is computed stops after it.
        Task<bool> again = player.PlayAsync(() =>
        {
            player.Pause();
            return Task.FromResult(true);
        });
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await again);
    }
}
