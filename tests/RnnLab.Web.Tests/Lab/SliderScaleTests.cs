using System.Globalization;
using RnnLab.Web.Components.Runs.Lab;

namespace RnnLab.Web.Tests.Lab;

public class SliderScaleTests
{
    public static TheoryData<SliderScale> Scales => [SliderScale.Hidden, SliderScale.LearningRate, SliderScale.Dropout, SliderScale.Temperature];

    [Theory]
    [MemberData(nameof(Scales))]
    public void The_ends_are_the_ends_and_the_way_between_rises(SliderScale scale)
    {
        double[] values = [.. Enumerable.Range(0, SliderScale.Positions + 1).Select(p => double.Parse(scale.Text(p), CultureInfo.InvariantCulture))];
        Assert.Equal(scale.Low, values[0], 6);
        Assert.Equal(scale.High, values[^1], 6);
        Assert.Equal(values.Order(), values);
        Assert.Equal((0, SliderScale.Positions), (scale.Position(scale.Text(0)), scale.Position(scale.Text(SliderScale.Positions))));
    }

    [Fact]
    public void Numbers_are_such_as_people_write()
    {
        Assert.Equal("0.01", SliderScale.LearningRate.Text(SliderScale.LearningRate.Position("0.01")));
        Assert.Equal("128", SliderScale.Hidden.Text(SliderScale.Hidden.Position("128")));
        Assert.Equal(0, SliderScale.Hidden.Position("many"));
    }
}
