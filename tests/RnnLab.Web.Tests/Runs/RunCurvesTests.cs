using System.Buffers.Binary;
using RnnLab.Training.Metrics;
using RnnLab.Web.Components.Runs.Curves;

namespace RnnLab.Web.Tests.Runs;

public class RunCurvesTests
{
    [Fact]
    public void Only_what_is_new_is_sent()
    {
        List<MetricsPoint> metrics = [Point(1, 4), Point(2, 3)];
        List<ValidationPoint> validations = [];
        RunCurves curves = new();

        Assert.Equal(2, curves.Next(metrics, validations)!.Tails[0].X.Length);
        Assert.Null(curves.Next(metrics, validations));
        metrics.Add(Point(3, 2));
        validations.Add(new ValidationPoint(3, 2.5));
        CurveFrame next = curves.Next(metrics, validations)!;
        Assert.Equal([3.0], next.Tails[0].X);
        Assert.Equal([2.5], next.Tails[2].Y);
    }

    [Fact]
    public void A_reset_run_starts_the_chart_again()
    {
        RunCurves curves = new();
        curves.Next(new List<MetricsPoint> { Point(1, 4), Point(2, 3) }, []);
        CurveFrame fresh = curves.Next(new List<MetricsPoint> { Point(1, 9) }, [])!;
        Assert.Equal((0, 9.0), (fresh.Tails[0].Keep, fresh.Tails[0].Y[0]));
        Assert.NotNull(curves.Next(new List<MetricsPoint>(), []));
    }

    [Fact]
    public void Another_smoothing_draws_the_smoothed_curve_anew_and_leaves_the_raw_one_as_it_is()
    {
        List<MetricsPoint> metrics = [.. Enumerable.Range(1, 50).Select(i => Point(i, i % 2))];
        RunCurves curves = new() { Smoothing = 0 };
        CurveFrame rough = curves.Next(metrics, [])!;
        curves.Smoothing = 0.95;
        CurveFrame smooth = curves.Next(metrics, [])!;

        Assert.Equal(rough.Tails[0].Y, rough.Tails[1].Y);
        Assert.Equal(rough.Tails[0].Y, smooth.Tails[0].Y);
        Assert.InRange(smooth.Tails[1].Y[^1], 0.4, 0.6);
    }

    [Fact]
    public void A_hundred_thousand_steps_open_with_two_thousand_points_at_most()
    {
        List<MetricsPoint> metrics = [.. Enumerable.Range(1, 100_000).Select(i => Point(i, 1.0 / i))];
        CurveFrame frame = new RunCurves().Next(metrics, [])!;
        Assert.All(frame.Tails, tail => Assert.InRange(tail.X.Length, 0, 2000));
        Assert.Equal(100_000, frame.Tails[0].X[^1]);
        Assert.InRange(frame.ToBytes().Length, 1, 5 * 2000 * 16 + 64);
    }

    [Fact]
    public void The_bytes_are_laid_out_as_the_browser_reads_them()
    {
        byte[] bytes = new CurveFrame([new CurveTail(7, [1, 2], [3, double.NaN]), new CurveTail(0, [], [])]).ToBytes();

        Assert.Equal(2, BinaryPrimitives.ReadInt32LittleEndian(bytes));
        Assert.Equal(7, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4)));
        Assert.Equal(2, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8)));
        Assert.Equal(1.0, BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(24)));
        Assert.Equal(3.0, BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(40)));
        Assert.True(double.IsNaN(BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(48))));
        Assert.Equal(56, bytes.Length);
    }

    [Fact]
    public void The_moving_average_of_a_constant_is_that_constant_from_the_first_value_on()
    {
        MovingAverage average = new(0.99);
        for (int i = 0; i < 5; i++)
            Assert.Equal(3, average.Next(3), 12);
        Assert.True(double.IsNaN(average.Next(double.NaN)));
        Assert.Equal(3, average.Next(3), 12);
    }

    private static MetricsPoint Point(long step, double loss) => new(step, 0, loss, loss, 1, 1, 0.002, 1000, step, null);
}
