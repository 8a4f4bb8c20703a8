using RnnLab.Web.Components.Runs.Curves;

namespace RnnLab.Web.Tests.Runs;

public class TailCurveTests
{
    [Fact]
    public void A_short_curve_arrives_point_by_point()
    {
        TailCurve curve = new(100);
        curve.Append(1, 5);
        curve.Append(2, 4);
        CurveTail first = curve.Take();
        curve.Append(3, 3);
        CurveTail second = curve.Take();

        Assert.Equal((0, 2), (first.Keep, first.X.Length));
        Assert.Equal([3.0], second.X);
        Assert.Equal([3.0], second.Y);
        Assert.Equal(2, second.Keep);
        Assert.True(curve.Take().IsEmpty);
    }

    [Theory]
    [InlineData(999)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public void Tails_put_together_are_the_curve_that_a_late_reader_gets(int steps)
    {
        TailCurve early = new(1000), late = new(1000);
        List<double> x = [], y = [];
        Random random = new(4);
        for (int i = 1; i <= steps; i++)
        {
            double value = random.NextDouble();
            early.Append(i, value);
            late.Append(i, value);
            if (random.Next(50) == 0)
                Apply(early.Take());
        }
        Apply(early.Take());
        CurveTail whole = late.Take();

        Assert.Equal(0, whole.Keep);
        Assert.Equal(whole.X, x);
        Assert.Equal(whole.Y, y);
        Assert.True(x.Count <= 1000, $"{x.Count} points");
        Assert.Equal(x, x.Order());

        void Apply(CurveTail tail)
        {
            x.RemoveRange(tail.Keep, x.Count - tail.Keep);
            y.RemoveRange(tail.Keep, y.Count - tail.Keep);
            x.AddRange(tail.X);
            y.AddRange(tail.Y);
        }
    }

    [Fact]
    public void No_spike_is_lost_however_long_the_curve()
    {
        TailCurve curve = new(200);
        for (int i = 1; i <= 50_000; i++)
            curve.Append(i, i == 31_337 ? 99 : i == 12_345 ? -99 : 1);

        CurveTail all = curve.Take();
        Assert.Contains((31_337.0, 99.0), all.X.Zip(all.Y));
        Assert.Contains((12_345.0, -99.0), all.X.Zip(all.Y));
        Assert.True(all.X.Length <= 200);
    }

    [Fact]
    public void A_loss_that_is_no_number_stays_visible_as_a_gap()
    {
        TailCurve curve = new(8);
        for (int i = 1; i <= 100; i++)
            curve.Append(i, i == 50 ? double.NaN : 1);
        Assert.Contains(curve.Take().Y, double.IsNaN);
    }

    [Fact]
    public void Rewinding_hands_everything_over_again()
    {
        TailCurve curve = new(100);
        curve.Append(1, 1);
        curve.Append(2, 2);
        curve.Take();
        curve.Rewind();
        CurveTail again = curve.Take();
        Assert.Equal((0, 2), (again.Keep, again.X.Length));
    }
}
