using RnnLab.Web.Interop;

namespace RnnLab.Web.Live;

/// <summary>
/// The loop with which one circuit follows a run: at most ten times a second it takes the latest values and shows them, one at a time. The next round waits
/// until the browser has taken the last one, and what changed meanwhile is dropped, so that a slow browser never slows the training.
/// </summary>
/// <remarks>
/// A component starts it in <c>OnAfterRenderAsync</c> and awaits its <see cref="DisposeAsync"/>. The sample runs off the circuit's thread: it calls
/// <c>InvokeAsync</c> for what touches the component.
/// </remarks>
public sealed class CircuitSampler : IAsyncDisposable
{
    /// <summary>Ten times a second.</summary>
    public static readonly TimeSpan ShortestPeriod = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider _time;
    private readonly TimeSpan _period;
    private readonly Func<CancellationToken, Task> _sample;
    private readonly Func<Exception, Task>? _failed;
    private readonly CancellationTokenSource _stop = new();
    private Task? _loop;

    /// <summary>Prepares the loop; <see cref="Start"/> begins it.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="sample">Takes the latest values and shows them; completes when the browser has them.</param>
    /// <param name="period">Time between samples; at least <see cref="ShortestPeriod"/>, which is the default.</param>
    /// <param name="failed">Told when a sample throws; the loop then ends. Pass <c>DispatchExceptionAsync</c> to hand it to the error boundary.</param>
    public CircuitSampler(TimeProvider time, Func<CancellationToken, Task> sample, TimeSpan? period = null, Func<Exception, Task>? failed = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(sample);
        _time = time;
        _sample = sample;
        _failed = failed;
        _period = period is { } asked && asked > ShortestPeriod ? asked : ShortestPeriod;
    }

    /// <summary>Begins to sample: at once, then once a period. A second call does nothing.</summary>
    public void Start() => _loop ??= Task.Run(RunAsync);

    /// <summary>Ends the loop and waits until the sample in flight, if any, has returned.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_loop is not null) await _loop;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        using PeriodicTimer timer = new(_period, _time);
        try
        {
            do
            {
                await _sample(_stop.Token);
            }
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (Exception gone) when (JsModule.IsGone(gone))
        {
            // Disposed, or the browser has left: nobody watches any more.
        }
        catch (Exception error)
        {
            if (_failed is null) throw;
            await _failed(error);
        }
    }
}
