using RnnLab.Compute;

namespace RnnLab.Nn.Tests.Support;

/// <summary>Assertions on numbers that name the worst element.</summary>
public static class Close
{
    /// <summary>The largest difference is at most the tolerance times the largest magnitude expected, and the floor below which nothing can be told.</summary>
    public static void Equal(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance, string what, double floor = 0)
    {
        Assert.True(expected.Length == actual.Length, $"{what}: {expected.Length} numbers expected, {actual.Length} there.");
        double scale = 1e-300, worst = 0;
        int at = 0;
        foreach (double value in expected)
            scale = Math.Max(scale, Math.Abs(value));
        for (int n = 0; n < expected.Length; n++)
        {
            double difference = Math.Abs(expected[n] - actual[n]);
            if (difference > worst || double.IsNaN(difference))
                (worst, at) = (difference, n);
            if (double.IsNaN(difference))
                break;
        }

        Assert.True(worst <= (tolerance * scale) + floor, $"{what}[{at}]: expected {(expected.Length > 0 ? expected[at] : 0):R}, was {(actual.Length > 0 ? actual[at] : 0):R}; difference {worst:E2} at scale {scale:E2}, allowed {tolerance:E1} relative.");
    }

    public static void Equal(ReadOnlySpan<double> expected, Tensor actual, double tolerance, string what) => Equal(expected, Values(actual), tolerance, what);

    public static void Equal(Tensor expected, Tensor actual, double tolerance, string what) => Equal(Values(expected), Values(actual), tolerance, what);

    public static void Equal(double expected, double actual, double tolerance, string what) => Equal([expected], [actual], tolerance, what);

    public static double[] Values(Tensor tensor)
    {
        var values = new double[tensor.Shape.Count];
        tensor.CopyTo(values);
        return values;
    }
}
