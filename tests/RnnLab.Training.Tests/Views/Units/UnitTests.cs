using RnnLab.Training.Views;
using RnnLab.Training.Views.Units;

namespace RnnLab.Training.Tests.Views.Units;

public class UnitTests
{
    [Fact]
    public void A_unit_made_to_track_capitals_is_found_to()
    {
        string[] text = [.. "The Cat saw (a) Dog".Select(c => c.ToString())];
        double[] capitals = TextFeature.Capital.Values(text);
        float[] values = [.. text.Select((_, t) => 0.3f), .. capitals.Select(v => (float)(0.9 - (0.8 * v))), .. text.Select((_, t) => (float)Math.Sin(t * 1.7))];
        var best = UnitTracking.Rank(new GateMap("h", true, values), text.Length, text)[0];
        Assert.Equal((1, TextFeature.Capital), (best.Unit, best.Feature));
        Assert.Equal(-1, best.Correlation, 5);

        // A unit that never varies tracks nothing, and no feature that is not in the text is tracked.
        Assert.DoesNotContain(UnitTracking.Rank(new GateMap("h", true, values), text.Length, text), track => track.Unit == 0 || track.Feature == TextFeature.Digit);
    }

    [Fact]
    public void The_correlation_is_pearsons()
    {
        // Worked by hand: deviations (-1, 0, 1) and (-1, 1, 0) give 1 / 2.
        Assert.Equal(0.5, UnitTracking.Correlation([1, 2, 3], [1, 3, 2])!.Value, 12);
        Assert.Null(UnitTracking.Correlation([1, 1, 1], [1, 3, 2]));
    }

    [Fact]
    public void Saturation_is_the_share_of_time_at_either_end()
    {
        var gate = new GateMap("f", false, [0.05f, 0.95f, 0.5f, 0.99f, 0.2f, 0.3f, 0.4f, 0.5f]);
        Assert.Equal([new GateSaturation(0.25, 0.5), new GateSaturation(0, 0)], GateSaturation.Of(gate, 4)!);
        Assert.Equal(new GateSaturation(0.125, 0.25), GateSaturation.Mean(gate, 4));
        Assert.Equal(new GateSaturation(0.5, 0.25), GateSaturation.Mean(new GateMap("g", true, [-0.9f, -0.81f, 0.85f, 0.1f]), 4));
        Assert.Null(GateSaturation.Mean(new GateMap("c", true, [5, 6], bounded: false), 2));
    }

    [Theory]
    [InlineData(UnitOrder.Index, new[] { 0, 1, 2 })]
    [InlineData(UnitOrder.Mean, new[] { 2, 0, 1 })]
    [InlineData(UnitOrder.Saturation, new[] { 2, 1, 0 })]
    [InlineData(UnitOrder.HalfLife, new[] { 1, 0, 2 })]
    public void Orders_follow_their_measure(UnitOrder order, int[] expected)
    {
        // Unit 0 changes back and forth slowly, unit 1 drifts from low to middle, unit 2 stays at the top.
        float[] values = [0.6f, 0.6f, 0.4f, 0.4f, 0.6f, 0.6f, 0.4f, 0.4f, 0.05f, 0.15f, 0.2f, 0.3f, 0.4f, 0.45f, 0.5f, 0.6f, 0.95f, 0.95f, 0.95f, 0.95f, 0.95f, 0.95f, 0.95f, 0.95f];
        Assert.Equal(expected, UnitOrders.Sort(order, new GateMap("f", false, values), 8));
    }

    [Fact]
    public void Half_life_of_a_decaying_echo_is_that_of_its_decay()
    {
        // x_t = 0.9 x_(t-1) + noise: autocorrelation 0.9^lag, one half after 6.6 steps.
        float[] values = new float[20_000];
        var key = new RnnLab.Compute.PhiloxKey(3, 9);
        for (int t = 1; t < values.Length; t++)
            values[t] = (0.9f * values[t - 1]) + RnnLab.Compute.Philox.Uniform(key, (ulong)t) - 0.5f;
        Assert.InRange(UnitOrders.HalfLife(values), 5.6, 7.6);
        Assert.Equal(0, UnitOrders.HalfLife([1, 1, 1, 1]));
    }

    [Fact]
    public void Units_that_behave_alike_come_to_stand_side_by_side()
    {
        const int Units = 24, Time = 200;
        float[] values = new float[Units * Time];
        for (int unit = 0; unit < Units; unit++)
        {
            // Shuffled phases of one slow wave.
            double phase = ((unit * 7) % Units) * Math.PI / Units;
            for (int t = 0; t < Time; t++)
                values[(unit * Time) + t] = (float)Math.Sin((t * 0.1) + phase);
        }

        int[] order = UnitOrders.Sort(UnitOrder.Alike, new GateMap("h", true, values), Time);
        Assert.Equal(Enumerable.Range(0, Units), order.Order());
        int[] phases = [.. order.Select(unit => unit * 7 % Units)];
        Assert.All(phases.Zip(phases.Skip(1)), pair => Assert.Equal(1, Math.Abs(pair.First - pair.Second)));
    }

    [Fact]
    public void A_selection_finds_units_on_for_its_stretch_and_off_around_it()
    {
        // Time 0..5; the stretch is 2..3.
        float[] values =
        [
            0, 0, 1, 1, 0, 0,
            0, 1, 1, 1, 0, 0,
            1, 0, 1, 1, 0, 1,
            0, 0, 1, 0, 0, 0,
        ];
        var map = new GateMap("h", true, values);
        Assert.Equal([0, 1, 2], new SpanSelection(2, 3).Units(map, 6));
        Assert.Equal([0, 2], new SpanSelection(2, 3, 0.3, 1, 0).Units(map, 6));
        Assert.Equal([0], new SpanSelection(2, 3, 0.3, 2, 2).Units(map, 6));
        Assert.Throws<ArgumentException>(() => new SpanSelection(4, 6).Units(map, 6));
    }
}
