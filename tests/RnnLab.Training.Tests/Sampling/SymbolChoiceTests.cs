using RnnLab.Training.Sampling;

namespace RnnLab.Training.Tests.Sampling;

public class SymbolChoiceTests
{
    private static readonly float[] Logits = [1, 3, 2, 3, -1];

    [Fact]
    public void Each_stage_is_what_its_formula_says()
    {
        var choice = Read(new ChoiceRule(0.5, 4, 0.9));
        double[] scaled = [.. Logits.Select(logit => logit / 0.5)];
        double total = scaled.Sum(Math.Exp);
        for (int n = 0; n < 5; n++)
        {
            Assert.Equal(Logits[n], choice.Logits[n]);
            Assert.Equal(scaled[n], choice.Scaled(n), 12);
            Assert.Equal(Math.Exp(scaled[n]) / total, choice.Softmax(n), 12);
        }

        Assert.Equal([1, 3, 2, 0, 4], choice.Order.ToArray());
    }

    [Theory]
    [InlineData(0.39, new[] { 1 })]
    [InlineData(0.60, new[] { 1, 3 })]
    [InlineData(0.90, new[] { 1, 2, 3 })]
    [InlineData(0.999, new[] { 0, 1, 2, 3, 4 })]
    [InlineData(1.0, new[] { 0, 1, 2, 3, 4 })]
    public void Top_p_keeps_the_fewest_that_reach_it(double p, int[] kept)
    {
        // Probabilities at temperature 1: 0.054, 0.397, 0.146, 0.397, 0.007 (rounded).
        var choice = Read(new ChoiceRule(TopP: p));
        Assert.Equal(kept, Enumerable.Range(0, 5).Where(choice.IsKept));
        Assert.Equal(kept.Length, choice.KeptCount);
        Assert.Equal(1, Enumerable.Range(0, 5).Sum(choice.Probability), 12);
        double total = kept.Sum(n => Math.Exp(Logits[n]));
        Assert.All(kept, n => Assert.Equal(Math.Exp(Logits[n]) / total, choice.Probability(n), 12));
    }

    [Fact]
    public void Top_p_is_a_share_of_what_top_k_left()
    {
        // Of the three that top-k leaves (0.422, 0.422, 0.155), 0.84 needs two.
        var choice = Read(new ChoiceRule(TopK: 3, TopP: 0.84));
        Assert.Equal([1, 3], Enumerable.Range(0, 5).Where(choice.IsKept));
    }

    [Fact]
    public void The_die_falls_on_the_symbol_under_it()
    {
        var choice = Read(new ChoiceRule(TopK: 3));
        double edge = 0;
        foreach (int n in new[] { 1, 2, 3 })
        {
            Assert.Equal(n, choice.Draw(edge + 1e-9));
            edge += choice.Probability(n);
            Assert.Equal(n, choice.Draw(edge - 1e-9));
        }

        Assert.Equal(1, edge, 12);
    }

    [Fact]
    public void Greedy_takes_the_likeliest_whatever_the_die()
    {
        var choice = Read(new ChoiceRule(5, Greedy: true));
        Assert.All(new[] { 0, 0.5, 0.999 }, die => Assert.Equal(1, choice.Draw(die)));
    }

    [Fact]
    public void Surprise_is_that_of_the_model_not_of_the_filter()
    {
        var choice = Read(new ChoiceRule(0.2, 1));
        double total = Logits.Sum(logit => Math.Exp(logit));
        for (int n = 0; n < 5; n++)
            Assert.Equal(-Math.Log2(Math.Exp(Logits[n]) / total), choice.SurpriseBits(n), 12);
        Assert.Equal(0, choice.EntropyBits());
        Assert.Equal(Math.Log2(5), EntropyOfEqual(5), 12);
    }

    [Theory]
    [InlineData(0, null, null, "Temperature")]
    [InlineData(1, 0, null, "TopK")]
    [InlineData(1, null, 0.0, "TopP")]
    [InlineData(1, null, 1.5, "TopP")]
    [InlineData(1, null, double.NaN, "TopP")]
    public void Rules_that_make_no_sense_are_refused_in_words(double temperature, int? topK, double? topP, string field) =>
        Assert.Equal(field, Assert.Single(new ChoiceRule(temperature, topK, topP).Validate()).Field);

    private static double EntropyOfEqual(int count)
    {
        var choice = new SymbolChoice(count);
        choice.Read(new float[count], new ChoiceRule());
        return choice.EntropyBits();
    }

    private static SymbolChoice Read(ChoiceRule rule)
    {
        var choice = new SymbolChoice(5);
        choice.Read(Logits, rule);
        return choice;
    }
}
