using Microsoft.JSInterop;
using RnnLab.Web.Live;
using RnnLab.Web.Tests.Harness;

namespace RnnLab.Web.Tests.Live;

public sealed class CircuitSamplerTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Samples_at_once_and_then_once_a_period()
    {
        using SemaphoreSlim taken = new(0);
        await using CircuitSampler sampler = new(_time, _ => { taken.Release(); return Task.CompletedTask; });
        sampler.Start();
        Assert.True(await taken.WaitAsync(Soon, TestContext.Current.CancellationToken));
        for (int i = 0; i < 3; i++) await NextAsync(taken);
    }

    [Fact]
    public async Task Never_samples_more_than_ten_times_a_second()
    {
        using SemaphoreSlim taken = new(0);
        await using CircuitSampler sampler = new(_time, _ => { taken.Release(); return Task.CompletedTask; }, TimeSpan.FromMilliseconds(1));
        sampler.Start();
        Assert.True(await taken.WaitAsync(Soon, TestContext.Current.CancellationToken));
        _time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.Equal(0, taken.CurrentCount);
        await NextAsync(taken);
    }

    [Fact]
    public async Task A_slow_sample_is_not_overtaken_and_missed_periods_are_dropped()
    {
        int running = 0, most = 0, count = 0;
        using SemaphoreSlim begun = new(0), finish = new(0);
        await using CircuitSampler sampler = new(_time, async stop =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            count++;
            begun.Release();
            await finish.WaitAsync(stop);
            Interlocked.Decrement(ref running);
        });
        sampler.Start();
        Assert.True(await begun.WaitAsync(Soon, TestContext.Current.CancellationToken));
        for (int i = 0; i < 20; i++) _time.Advance(CircuitSampler.ShortestPeriod);
        Assert.Equal(1, count);
        finish.Release();
        // Twenty periods passed meanwhile; exactly one sample makes up for them.
        Assert.True(await begun.WaitAsync(Soon, TestContext.Current.CancellationToken));
        finish.Release();
        Assert.Equal(2, count);
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Disposal_waits_for_the_sample_in_flight()
    {
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously), finish = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bool finished = false;
        CircuitSampler sampler = new(_time, async _ =>
        {
            begun.SetResult();
            await finish.Task;
            finished = true;
        });
        sampler.Start();
        await begun.Task.WaitAsync(Soon, TestContext.Current.CancellationToken);
        Task disposal = sampler.DisposeAsync().AsTask();
        Assert.False(disposal.IsCompleted);
        finish.SetResult();
        await disposal.WaitAsync(Soon, TestContext.Current.CancellationToken);
        Assert.True(finished);
    }

    [Fact]
    public async Task A_browser_that_left_ends_the_loop_quietly()
    {
        Exception? told = null;
        CircuitSampler sampler = new(_time, _ => throw new JSDisconnectedException("gone"), failed: error => { told = error; return Task.CompletedTask; });
        sampler.Start();
        await sampler.DisposeAsync();
        Assert.Null(told);
    }

    [Fact]
    public async Task A_failure_is_handed_over_and_ends_the_loop()
    {
        TaskCompletionSource<Exception> told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CircuitSampler sampler = new(_time, _ => throw new InvalidDataException("broken"), failed: error => { told.SetResult(error); return Task.CompletedTask; });
        sampler.Start();
        Assert.IsType<InvalidDataException>(await told.Task.WaitAsync(Soon, TestContext.Current.CancellationToken));
    }

    // The loop may not have come back to its timer yet, so the clock is moved until it answers.
    private async Task NextAsync(SemaphoreSlim taken)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        for (DateTime limit = DateTime.UtcNow + Soon; DateTime.UtcNow < limit;)
        {
            _time.Advance(CircuitSampler.ShortestPeriod);
            if (await taken.WaitAsync(TimeSpan.FromMilliseconds(20), cancel)) return;
        }
        Assert.Fail("The sampler did not sample.");
    }
}
