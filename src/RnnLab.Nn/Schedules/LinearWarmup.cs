namespace RnnLab.Nn.Schedules;

/// <summary>
/// A factor that rises evenly to 1 over the first steps (Goyal et al. 2017), to be multiplied with any schedule: step t of W, counted from 0, runs at
/// (t + 1) / W of the rate. As torch's LinearLR(start_factor = 1 / W, total_iters = W - 1), chained.
/// </summary>
/// <param name="Steps">W; 0 or 1 for no warm-up.</param>
public readonly record struct LinearWarmup(int Steps)
{
    /// <summary>The factor for the step that follows <paramref name="completedSteps"/> steps.</summary>
    public double Factor(long completedSteps) => completedSteps + 1 >= Steps ? 1 : (completedSteps + 1.0) / Steps;
}
