using Bunit;
using RnnLab.Training.Sampling;
using RnnLab.Web.Components.Sampling;

namespace RnnLab.Web.Tests.Sampling;

/// <summary>What needs no model.</summary>
public sealed class SamplingPartsTests : BunitContext
{
    public SamplingPartsTests() => JSInterop.Mode = JSRuntimeMode.Loose;

    private static ChoiceStages Stages(ChoiceRule rule, int? chosen = null, double? die = 0.5)
    {
        float[] logits = new float[20];
        for (int n = 0; n < logits.Length; n++)
            logits[n] = -0.4f * n;
        var choice = new SymbolChoice(logits.Length);
        choice.Read(logits, rule);
        return ChoiceStages.Of(choice, chosen, die);
    }

    [Fact]
    public void The_likeliest_have_rows_and_the_others_are_added_up()
    {
        ChoiceStages stages = Stages(new ChoiceRule());
        Assert.Equal(Enumerable.Range(0, ChoiceStages.Shown), stages.Rows.Select(row => row.Symbol));
        Assert.Equal(8, stages.Others);
        Assert.Equal(1, stages.Rows.Sum(row => row.Probability) + stages.OthersProbability, 12);
        Assert.Equal(1, stages.Bar[^1].To, 12);
        Assert.Equal(20, stages.Bar.Sum(stretch => stretch.Count));
        // Each stretch begins where the one before ends.
        Assert.All(stages.Bar.Zip(stages.Bar.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
    }

    [Fact]
    public void The_die_falls_into_the_row_that_it_names()
    {
        foreach (double die in new[] { 0, 0.3, 0.62, 0.9, 0.999999 })
        {
            ChoiceStages stages = Stages(new ChoiceRule(1.3, TopP: 0.95), die: die);
            StageRow row = stages.Row(stages.Falls)!;
            Assert.InRange(die, row.From, row.To);
            Assert.Contains(stages.Bar, stretch => stretch.Symbol == stages.Falls);
        }
    }

    [Fact]
    public void A_chosen_symbol_always_has_a_row_and_a_filtered_one_no_probability()
    {
        ChoiceStages stages = Stages(new ChoiceRule(1, TopK: 3), chosen: 17);
        StageRow row = stages.Row(17)!;
        Assert.Equal((18, false, 0.0), (row.Rank, row.Kept, row.Probability));
        Assert.Equal(3, stages.Kept);
        Assert.Equal(3, stages.Bar.Count);
        Assert.Equal(0, Stages(new ChoiceRule(Greedy: true), die: null).Falls);
    }

    [Fact]
    public void A_number_is_handed_on_only_when_it_can_be_used()
    {
        List<decimal?> taken = [];
        IRenderedComponent<NumberField> field = Render<NumberField>(p => p.Add(f => f.Name, "x").Add(f => f.Label, "Top-k").Add(f => f.Whole, true).Add(f => f.Empty, "all").Add(f => f.Low, 1).Add(f => f.High, 99)
            .Add(f => f.Value, 5).Add(f => f.ValueChanged, v => { taken.Add(v); }));
        foreach (string typed in new[] { "0", "hello", "1.5", "100", "999999999999999999999999999999" })
        {
            field.Find("input").Input(typed);
            Assert.Equal("true", field.Find("input").GetAttribute("aria-invalid"));
            Assert.Equal("Top-k must be a whole number from 1 to 99, or empty for all.", field.Find(".setting-line").TextContent);
        }

        Assert.Empty(taken);
        field.Find("input").Input("7");
        field.Find("input").Input("");
        Assert.Equal([7, null], taken);
        Assert.Null(field.Find("input").GetAttribute("aria-invalid"));
    }

    [Fact]
    public void What_is_typed_stays_and_a_number_from_elsewhere_takes_its_place()
    {
        IRenderedComponent<NumberField> field = Render<NumberField>(p => p.Add(f => f.Name, "x").Add(f => f.Label, "T").Add(f => f.Low, 0.01m).Add(f => f.High, 100).Add(f => f.Value, 0.8m));
        field.Find("input").Input("0.50");
        field.Render(p => p.Add(f => f.Value, 0.5m));
        Assert.Equal("0.50", field.Find("input").GetAttribute("value"));
        field.Render(p => p.Add(f => f.Value, 1.2m));
        Assert.Equal("1.2", field.Find("input").GetAttribute("value"));
    }

    [Fact]
    public void Futures_with_a_common_beginning_stand_together()
    {
        Future[] futures = [Make(1, [2, 1, 1], 9), Make(2, [1, 1, 2], 1), Make(3, [2, 1, 0], 4), Make(4, [1, 1, 2], 1)];
        Assert.Equal([(2, 0), (4, 3), (3, 0), (1, 2)], FutureLine.Arrange(futures, false).Select(line => (line.Future.Lane.Lane, line.Shared)));
        Assert.Equal([1, 3, 2, 4], FutureLine.Arrange(futures, true).Select(line => line.Future.Lane.Lane));

        static Future Make(int lane, int[] symbols, double bits) => new(new(new ChoiceRule(), lane), symbols, [bits]);
    }

    [Fact]
    public void A_beam_is_laid_out_with_the_kept_above_the_pruned()
    {
        BeamNode[] nodes =
        [
            new(0, null, 1, 5, -1, true), new(1, null, 1, 6, -0.5, true), new(2, null, 1, 7, -3, false),
            new(3, 0, 2, 5, -1.2, true), new(4, 0, 2, 6, -5, false), new(5, 1, 2, 5, -2, true), new(6, 1, 2, 8, -9, false),
        ];
        BeamLayout layout = BeamLayout.Of(nodes, 1);
        Assert.Equal([1, 0, 2, 3, 5, 4], layout.Spots.Select(spot => spot.Node.Id));
        Assert.Equal([0, 1, 2, 0, 1, 2], layout.Spots.Select(spot => spot.Row));
        Assert.Equal([0, 3], layout.Best[0].Select(node => node.Id));
        Assert.Equal([0, 3], layout.Spots.Where(spot => spot.OnBest).Select(spot => spot.Node.Id));
        Assert.Equal(1, layout.Spots.Single(spot => spot.Node.Id == 3).ParentRow);
        Assert.Equal((1, 2, 3), (layout.Hidden, layout.Depth, layout.Rows));
    }

    [Fact]
    public void The_buttons_move_through_the_text()
    {
        SampleView? moved = null;
        int played = 0;
        SampleView view = new SampleView { Prime = "ab", Written = 3 }.To(4);
        IRenderedComponent<Transport> bar = Render<Transport>(p => p.Add(t => t.View, view).Add(t => t.Moved, v => { moved = v; }).Add(t => t.Play, () => { played++; }).Add(t => t.Speed, 4));
        bar.FindAll("button").Single(b => b.TextContent.Trim() == "Step back").Click();
        Assert.Equal(3, moved!.Cursor);
        bar.FindAll("button").Single(b => b.TextContent.Trim() == "Step").Click();
        Assert.Equal(5, moved!.Cursor);
        bar.Find("button[aria-label='To the start']").Click();
        Assert.Equal(2, moved!.Cursor);
        bar.FindAll("button").Single(b => b.TextContent.Trim() == "Cut here").Click();
        Assert.Equal(2, moved!.Written);
        bar.Find("input[type=range]").Input("1");
        Assert.Equal(1, moved!.Cursor);
        bar.FindAll("button").Single(b => b.TextContent.Trim() == "Play").Click();
        Assert.Equal(1, played);
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData(0.0, 0)]
    [InlineData(4.0, 3)]
    [InlineData(99.0, 6)]
    [InlineData(double.NaN, 0)]
    [InlineData(double.PositiveInfinity, 6)]
    public void Values_become_depths_of_colour(double? value, int depth) => Assert.Equal(depth, HeatLegend.Depth(value, 8));

    [Fact]
    public void Probabilities_are_written_with_the_digits_they_deserve()
    {
        Assert.Equal(["0%", "<0.01%", "0.12%", "12.3%", "100.0%"], new[] { 0, 0.00001, 0.0012, 0.1234, 1 }.Select(SampleNumbers.Percent));
        Assert.Equal("−1.50", SampleNumbers.Score(-1.5));
    }
}
