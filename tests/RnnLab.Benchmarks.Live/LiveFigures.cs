namespace RnnLab.Benchmarks.Live;

/// <summary>What <see cref="LiveScript"/> measured in the page; times in milliseconds.</summary>
public sealed class LiveFigures
{
    /// <summary>Clicks that were answered.</summary>
    public double Clicks { get; set; }

    /// <summary>Clicks without an answer within five seconds.</summary>
    public double Lost { get; set; }

    /// <summary>Median time from a click to the changed page.</summary>
    public double ClickMedian { get; set; }

    /// <summary>95th percentile of the same.</summary>
    public double Click95 { get; set; }

    /// <summary>The longest of the same.</summary>
    public double ClickWorst { get; set; }

    /// <summary>Animation frames a second over the whole measurement.</summary>
    public double FramesPerSecond { get; set; }

    /// <summary>95th percentile of the time between animation frames.</summary>
    public double FrameGap95 { get; set; }

    /// <summary>Gate pictures drawn a second, those after a click included.</summary>
    public double GateFramesPerSecond { get; set; }
}
