using RnnLab.Training.Sampling;

namespace RnnLab.Training.Tests.Sampling;

public class DisagreementTests
{
    [Fact]
    public void The_divergence_is_zero_for_equals_one_for_strangers_and_symmetric()
    {
        Assert.Equal(0, Disagreement.JensenShannonBits([0.2, 0.8], [0.2, 0.8]), 12);
        Assert.Equal(1, Disagreement.JensenShannonBits([1, 0], [0, 1]), 12);
        double[] p = [0.1, 0.6, 0.3], q = [0.5, 0.25, 0.25];
        Assert.Equal(Disagreement.JensenShannonBits(p, q), Disagreement.JensenShannonBits(q, p), 12);

        // Against the definition by entropies: H((p + q) / 2) - (H(p) + H(q)) / 2.
        double[] middle = [.. p.Zip(q, (a, b) => (a + b) / 2)];
        Assert.Equal(Entropy(middle) - ((Entropy(p) + Entropy(q)) / 2), Disagreement.JensenShannonBits(p, q), 12);
    }

    [Fact]
    public void A_model_agrees_with_itself_and_not_with_another()
    {
        using SamplingLab one = new(), other = new(seed: 8, text: "the dog sat\n");
        using var first = one.Open("the sat");
        using var same = one.Open("the sat");
        using var second = other.Open("the sat");
        Assert.All(Disagreement.Between(first, same), place => Assert.Equal(0, place.Divergence, 12));
        var places = Disagreement.Between(first, second);
        Assert.Equal(7, places.Count);
        Assert.All(places, place => Assert.InRange(place.Divergence, 1e-6, 1));
        var choice = first.ChoiceAfter(4, new ChoiceRule());
        Assert.Equal((one.Vocabulary.Symbol(choice.Order[0]), choice.Softmax(choice.Order[0])), (places[4].FirstLikeliest, places[4].FirstProbability));
    }

    private static double Entropy(double[] p) => -p.Sum(x => x * Math.Log2(x));
}
