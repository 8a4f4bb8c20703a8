namespace RnnLab.Training.Tests;

/// <summary>A clock that stands still until it is told to move, or that moves a little each time it is read.</summary>
public sealed class ManualTime(TimeSpan perReading = default) : TimeProvider
{
    private long _ticks = new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero).UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _ticks), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Add(ref _ticks, perReading.Ticks);
}
