namespace RnnLab.Web.Components.Unrolled;

/// <summary>Plays on, one operation after another, until told to stop.</summary>
/// <param name="time">The clock.</param>
public sealed class StepPlayer(TimeProvider time) : IDisposable
{
    private CancellationTokenSource? _playing;

    /// <summary>Operations a second.</summary>
    public int Speed { get; set; } = 4;

    /// <summary>Whether it plays.</summary>
    public bool IsPlaying => _playing is not null;

    /// <summary>Calls <paramref name="next"/> at its speed until that answers no or somebody pauses; it then stands still.</summary>
    /// <returns>Whether it came to an end of its own, rather than being paused.</returns>
    public async Task<bool> PlayAsync(Func<Task<bool>> next)
    {
        Pause();
        var mine = _playing = new CancellationTokenSource();
        CancellationToken stop = mine.Token;
        try
        {
            do
                await Task.Delay(TimeSpan.FromSeconds(1.0 / Speed), time, stop);
            while (await next() && !stop.IsCancellationRequested);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }

        if (stop.IsCancellationRequested)
            return false;
        Pause();
        return true;
    }

    /// <summary>Stands still.</summary>
    public void Pause()
    {
        _playing?.Cancel();
        _playing?.Dispose();
        _playing = null;
    }

    /// <inheritdoc />
    public void Dispose() => Pause();
}
