using System.Diagnostics;

namespace RnnLab.Cli.Benchmarking;

/// <summary>Times of one action, repeated: sorted milliseconds and what was allocated.</summary>
internal sealed record Timing(double[] SortedMilliseconds, double BytesEach)
{
    /// <summary>The median in milliseconds.</summary>
    public double Median => SortedMilliseconds.Length % 2 == 1
        ? SortedMilliseconds[SortedMilliseconds.Length / 2]
        : (SortedMilliseconds[(SortedMilliseconds.Length / 2) - 1] + SortedMilliseconds[SortedMilliseconds.Length / 2]) / 2;

    /// <summary>The least in milliseconds: the machine undisturbed.</summary>
    public double Minimum => SortedMilliseconds[0];

    /// <summary>How often it was measured.</summary>
    public int Count => SortedMilliseconds.Length;

    /// <summary>
    /// Runs the action until the just-in-time compiler has settled, then measures each run for about <paramref name="time"/>
    /// (at least <paramref name="atLeast"/> runs). Bytes are those allocated on the managed heap by all threads.
    /// </summary>
    public static Timing Measure(Action action, TimeSpan time, int atLeast, CancellationToken interrupt = default)
    {
        // Tiered compilation re-compiles hot methods in the background after 30 calls and 100 ms of quiet.
        long begin = Stopwatch.GetTimestamp();
        var warmUp = TimeSpan.FromSeconds(Math.Max(0.4, time.TotalSeconds / 2));
        for (int run = 0; run < 3 || (Stopwatch.GetElapsedTime(begin) < warmUp && run < 100_000); run++)
        {
            interrupt.ThrowIfCancellationRequested();
            action();
        }

        var milliseconds = new List<double>(1 << 16);
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        begin = Stopwatch.GetTimestamp();
        while ((milliseconds.Count < atLeast || Stopwatch.GetElapsedTime(begin) < time) && milliseconds.Count < milliseconds.Capacity)
        {
            interrupt.ThrowIfCancellationRequested();
            long one = Stopwatch.GetTimestamp();
            action();
            milliseconds.Add(Stopwatch.GetElapsedTime(one).TotalMilliseconds);
        }

        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        double each = (double)bytes / milliseconds.Count;
        milliseconds.Sort();
        return new Timing([.. milliseconds], each);
    }
}
