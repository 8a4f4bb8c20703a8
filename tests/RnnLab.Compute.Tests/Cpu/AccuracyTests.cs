using RnnLab.Compute.Cpu;

namespace RnnLab.Compute.Tests.Cpu;

/// <summary>The exponential family to full float32 accuracy, over the whole range and beside every seam.</summary>
public class AccuracyTests
{
    public static TheoryData<CpuInstructionSet> Sets => new(new[] { CpuInstructionSet.Avx512, CpuInstructionSet.Avx2, CpuInstructionSet.Vector }.Where(CpuBackend.IsSupported));

    [Theory]
    [MemberData(nameof(Sets))]
    public void Exponential_is_right_to_two_units_in_the_last_place(CpuInstructionSet set) => Check(set, UnaryOp.Exp, Math.Exp, -86.5, 88.7, 2);

    [Theory]
    [MemberData(nameof(Sets))]
    public void Logistic_function_is_right_to_three_units_in_the_last_place(CpuInstructionSet set) => Check(set, UnaryOp.Sigmoid, x => 1 / (1 + Math.Exp(-x)), -80, 80, 3);

    [Theory]
    [MemberData(nameof(Sets))]
    public void Hyperbolic_tangent_is_right_to_three_units_in_the_last_place(CpuInstructionSet set) => Check(set, UnaryOp.Tanh, Math.Tanh, -12, 12, 3);

    [Theory]
    [MemberData(nameof(Sets))]
    public void Not_a_number_and_infinities_pass_through(CpuInstructionSet set)
    {
        using var backend = new CpuBackend(1, set);
        using var x = backend.Allocate(new Shape(3));
        using var y = backend.Allocate(new Shape(3));
        x.CopyFrom([float.NaN, float.PositiveInfinity, float.NegativeInfinity]);
        foreach (var (op, atInfinity, atMinusInfinity) in new[] { (UnaryOp.Exp, float.PositiveInfinity, 0f), (UnaryOp.Sigmoid, 1f, 0f), (UnaryOp.Tanh, 1f, -1f), (UnaryOp.Relu, float.PositiveInfinity, 0f) })
        {
            backend.Unary(op, x, y);
            var values = y.ToArray();
            Assert.True(float.IsNaN(values[0]), $"{op}(NaN) is {values[0]}.");
            Assert.Equal(atInfinity, values[1]);
            Assert.Equal(atMinusInfinity, values[2], 1e-37f);
        }
    }

    private static void Check(CpuInstructionSet set, UnaryOp op, Func<double, double> exact, double low, double high, double allowedUlps)
    {
        const int count = 400_000;
        using var backend = new CpuBackend(1, set);
        using var x = backend.Allocate(new Shape(count));
        using var y = backend.Allocate(new Shape(count));

        // Half evenly over the range, half at all magnitudes down to 1e-12.
        var values = new float[count];
        for (int n = 0; n < count; n++)
        {
            double u = (n + 0.5) / (count / 2);
            values[n] = u < 1 ? (float)(low + (high - low) * u) : (float)((n % 2 == 0 ? 1 : -1) * Math.Pow(10, -12 * (u - 1)));
        }

        x.CopyFrom(values);
        backend.Unary(op, x, y);
        var results = y.ToArray();
        double worst = 0;
        float worstAt = 0;
        for (int n = 0; n < count; n++)
        {
            double want = exact(values[n]);
            double ulps = Math.Abs(results[n] - want) / (MathF.BitIncrement(MathF.Abs((float)want)) - MathF.Abs((float)want));
            if (!(ulps <= worst))
                (worst, worstAt) = (ulps, values[n]);
        }

        Assert.True(worst <= allowedUlps, $"{op}({worstAt:R}) is wrong by {worst:F2} units in the last place.");
    }
}
