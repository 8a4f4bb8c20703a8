namespace RnnLab.Web.Live;

/// <summary>
/// How much a page may still send to its browser: no more than a number of bytes in any one second. A message that is larger than that alone is let through, and is then the
/// only one of its second.
/// </summary>
/// <param name="clock">What time it is.</param>
/// <param name="bytesPerSecond">The most in any second.</param>
public sealed class WireBudget(TimeProvider clock, long bytesPerSecond)
{
    private readonly Queue<(long At, long Bytes)> _sent = [];
    private long _sum;

    /// <summary>How long a message must wait; zero when it may go now.</summary>
    /// <param name="bytes">Its size.</param>
    public TimeSpan WaitFor(long bytes)
    {
        long now = clock.GetTimestamp(), free = now;
        Forget(now);
        long over = bytes == 0 ? 0 : _sum + bytes - bytesPerSecond;
        foreach (var (at, past) in _sent)
        {
            if (over <= 0)
                break;
            over -= past;
            free = at + clock.TimestampFrequency;
        }

        return TimeSpan.FromSeconds((double)(free - now) / clock.TimestampFrequency);
    }

    /// <summary>A message was sent just now.</summary>
    /// <param name="bytes">Its size.</param>
    public void Sent(long bytes)
    {
        if (bytes <= 0)
            return;
        long now = clock.GetTimestamp();
        Forget(now);
        _sent.Enqueue((now, bytes));
        _sum += bytes;
    }

    private void Forget(long now)
    {
        while (_sent.TryPeek(out var oldest) && now - oldest.At >= clock.TimestampFrequency)
            _sum -= _sent.Dequeue().Bytes;
    }
}
