namespace RnnLab.E2E.Tests.Lab;

/// <summary>Settings small enough that a step takes milliseconds on any machine.</summary>
internal static class SmallRun
{
    /// <summary>The Lab with a tiny GRU on dinosaur names that samples often and lasts for a while.</summary>
    public const string Lab = "/lab?v=1&corpus=dinosaurs&cell=gru&layers=2&hidden=12&seq=10&batch=8&lr=0.01&epochs=4000&validateevery=20&sampleevery=10&samplelength=60";

    /// <summary>The same, over after 30 steps.</summary>
    public const string Short = Lab + "&steps=30";
}
