using RnnLab.Training.Sampling;

namespace RnnLab.Training.Tests.Sampling;

public class TokenChooserTests
{
    private static readonly float[] Logits = [1, 3, 2, 3, -1];

    [Theory]
    [InlineData(1.0, null)]
    [InlineData(0.5, null)]
    [InlineData(2.0, 3)]
    [InlineData(1.0, 2)]
    public void Draws_follow_the_softmax_of_the_kept_scores(double temperature, int? topK)
    {
        const int draws = 20_000;
        var chooser = new TokenChooser(5, new ChoiceRule(temperature, topK), 7);
        double[] expected = Expected(temperature, topK ?? 5);
        int[] counts = new int[5];
        for (int n = 0; n < draws; n++)
        {
            var (index, probability) = chooser.Choose(Logits);
            Assert.Equal(expected[index], probability, 12);
            counts[index]++;
        }

        for (int n = 0; n < 5; n++)
        {
            // Five standard deviations of a binomial count.
            double spread = 5 * Math.Sqrt((expected[n] * (1 - expected[n])) / draws);
            Assert.InRange((double)counts[n] / draws, expected[n] - spread, expected[n] + spread);
        }
    }

    [Fact]
    public void Of_equal_scores_exactly_K_are_kept()
    {
        var chooser = new TokenChooser(4, new ChoiceRule(1, 2), 1);
        var drawn = Enumerable.Range(0, 200).Select(_ => chooser.Choose([5, 5, 5, 5]).Index).ToHashSet();
        Assert.Equal([0, 1], drawn.Order());
    }

    [Fact]
    public void A_temperature_near_zero_takes_the_likeliest()
    {
        var chooser = new TokenChooser(3, new ChoiceRule(1e-9, null), 1);
        Assert.All(Enumerable.Range(0, 50), _ => Assert.Equal((2, 1.0), chooser.Choose([-300, 100, 101])));
    }

    [Fact]
    public void Scores_that_are_not_numbers_are_said_to_be_so() =>
        Assert.Contains("went wrong", Assert.Throws<InvalidOperationException>(() => new TokenChooser(2, new ChoiceRule(1, null), 1).Choose([float.NaN, float.NaN])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_draw_takes_no_memory()
    {
        var chooser = new TokenChooser(5, new ChoiceRule(0.8, 3), 1);
        chooser.Choose(Logits);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int n = 0; n < 100; n++)
            chooser.Choose(Logits);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static double[] Expected(double temperature, int k)
    {
        var kept = Logits.Select((logit, index) => (logit, index)).OrderByDescending(pair => pair.logit).Take(k).ToList();
        double total = kept.Sum(pair => Math.Exp(pair.logit / temperature));
        double[] expected = new double[Logits.Length];
        foreach (var (logit, index) in kept)
            expected[index] = Math.Exp(logit / temperature) / total;
        return expected;
    }
}
